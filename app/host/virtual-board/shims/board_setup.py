# Runs once, before boot.py: enters the shims under the names that programs import.
import sys
import builtins
import _board
import board_wait

# Which functions of the VM may stand between a program and its wait when the heap is collected is learnt from
# these calls; see board-heap.ts. Each is a way in which plain Python calls plain Python.
_learn = _board.learn


class _Learner:
    def __init__(self, depth=0):
        _learn()
        if depth:
            _Learner(depth - 1)

    def method(self, *values, key=None, **more):
        _learn()
        return values

    @staticmethod
    def static(value):
        _learn()

    @property
    def value(self):
        _learn()
        return 1

    def __enter__(self):
        _learn()
        return self

    def __exit__(self, *error):
        _learn()

    def __call__(self, *values):
        _learn()


class _Child(_Learner):
    def __init__(self):
        super().__init__(1)

    def method(self, *values, **more):
        return super().method(*values, **more)


def _steps():
    _learn()
    yield 1
    _learn()


def _delegating():
    yield from _steps()


def _teach():
    learner = _Learner(2)
    learner.method()
    learner.method(1, key=2)
    learner.method(1, 2, 3, other=4)
    learner.method(*(1, 2), **{"key": 3})
    learner(1)
    learner.static(1)
    learner.value
    bound = learner.method
    bound(1)
    _Child().method(1, key=2)
    with learner:
        _learn()
    for _ in _steps():
        _learn()
    for _ in _delegating():
        pass
    (lambda value: _learn())(1)
    captured = 1

    def closure(value):
        _learn()
        return captured

    closure(1)
    try:
        raise ValueError
    except ValueError:
        _learn()
    finally:
        _learn()


def _run():
    _teach()
    exec("_teach()", {"_teach": _teach})
    import board_learn

    board_learn.teach(_teach)
    execfile("board_learn.py")


_run()

import board_sys
import board_time
import board_select
import board_gc
import board_machine
import board_neopixel
import board_os

for _name, _module in (
    ("sys", board_sys),
    ("time", board_time),
    ("select", board_select),
    ("gc", board_gc),
    ("machine", board_machine),
    ("neopixel", board_neopixel),
):
    _module.__name__ = _name
    sys.modules[_name] = _module
    sys.modules["u" + _name] = _module

builtins.input = board_wait.read_line


def finish():
    # Programs see none of this; what they need is held by the shims themselves.
    for name in list(sys.modules):
        if name.startswith("board_") or name == "_board":
            del sys.modules[name]
    board_gc.begin()
