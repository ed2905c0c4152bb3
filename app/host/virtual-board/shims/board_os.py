# Additions to the VM's `os`, which is kept.
import os
import sys
from collections import namedtuple
import _board

_uname = namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))


def uname():
    release = ".".join(str(part) for part in sys.implementation.version[:3])
    return _uname(_board.board_id, _board.board_id, release, sys.version.split("; ")[1], _board.machine)


def urandom(count):
    import random

    return bytes(random.getrandbits(8) for _ in range(count))


os.uname = uname
os.urandom = urandom
os.sync = lambda: None
