# Where every wait of a program ends up.
import gc
import _board

_wait = _board.wait
_next_event = _board.next_event
_now = _board.now
_look = _board.look
_mem_alloc = gc.mem_alloc

_TIME = 0
_INPUT = 1
_INTERRUPT = 2
_EVENT = 3
_COLLECTED = 4

# Bytes that may be in use; the VM itself would go on beyond the board's memory. Set once the shims are loaded.
limit = 1 << 30

# Event number (kind and pin or timer) -> the function that handles it.
handlers = {}


def until(deadline, wants_input):
    """Waits until `deadline` (ms; negative: for ever). True where input came first."""
    while True:
        why = _wait(deadline, wants_input)
        if why == _TIME:
            return False
        if why == _INPUT:
            return True
        if why == _INTERRUPT:
            raise KeyboardInterrupt
        _attend(why)


def _attend(why):
    if why == _COLLECTED:
        if _mem_alloc() > limit:
            raise MemoryError("memory allocation failed")
        return
    handler = handlers.get(_next_event())
    if handler:
        handler()


def wait_ms(ms):
    until(_now() + ms if ms > 0 else 0, 0)


def input_within(ms):
    """True where a byte can be read; waits for one at most `ms` (negative: for ever)."""
    why = _look()
    while why > _INPUT:
        if why == _INTERRUPT:
            raise KeyboardInterrupt
        _attend(why)
        why = _look()
    if why or ms == 0:
        return why
    return until(-1 if ms < 0 else _now() + ms, 1)


def read_line(prompt=""):
    """The built-in `input`: echoes, and knows backspace."""
    import sys

    print(prompt, end="")
    line = ""
    while True:
        character = sys.stdin.read(1)
        if character == "\r" or character == "\n":
            print()
            return line
        if character == "\x04":
            raise EOFError
        if character == "\x08" or character == "\x7f":
            if line:
                line = line[:-1]
                print("\x08 \x08", end="")
        elif character >= " ":
            line += character
            print(character, end="")
