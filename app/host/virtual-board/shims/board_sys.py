import sys as _sys
import io as _io
import _board
from collections import namedtuple as _namedtuple
from sys import *

_implementation = _sys.implementation
implementation = _namedtuple("implementation", ("name", "version", "_machine", "_mpy", "_build"))(
    _implementation.name,
    _implementation.version,
    _board.machine,
    _implementation._mpy,
    _board.board_id,
)
del _namedtuple


class _Output(_io.IOBase):
    """Standard output whose `buffer` passes bytes on unchanged, while text gets CR LF line ends, as on a board."""

    def __init__(self, stream, raw):
        self._stream = stream
        self.buffer = raw
        self.write = stream.write
        self.flush = stream.flush

    def fileno(self):
        return self._stream.fileno()

    def ioctl(self, request, argument):
        return 0


_raw = open(_board.raw_descriptor, "wb")
stdout = _Output(_sys.stdout, _raw)
stderr = _Output(_sys.stderr, _raw)
stdin = _sys.stdin


def print_exception(error, file=None):
    _sys.print_exception(error, _sys.stdout if file is None or file is stdout or file is stderr else file)


def __getattr__(name):
    return getattr(_sys, name)
