import gc as _gc
import _board
import board_wait

_heap_bytes = _board.heap_bytes
_collect = _board.collect
_baseline = 0


def begin():
    """What is in the heap now belongs to the board, not to the program."""
    global _baseline
    _gc.collect()
    _collect()
    _baseline = _gc.mem_alloc()
    board_wait.limit = _baseline + _heap_bytes


def collect():
    _gc.collect()
    if _collect() and _gc.mem_alloc() > board_wait.limit:
        raise MemoryError("memory allocation failed")


def mem_alloc():
    return max(_gc.mem_alloc() - _baseline, 0)


def mem_free():
    return max(_heap_bytes - mem_alloc(), 0)


enable = _gc.enable
disable = _gc.disable
isenabled = _gc.isenabled
threshold = _gc.threshold
