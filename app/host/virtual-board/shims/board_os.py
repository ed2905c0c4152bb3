# Additions to the VM's `os`, which is kept.
import os
import sys
from collections import namedtuple
import _board

_FILE = 0x8000
_ilistdir = os.ilistdir
_uname = namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))


def uname():
    release = ".".join(str(part) for part in sys.implementation.version[:3])
    return _uname(_board.board_id, _board.board_id, release, sys.version.split("; ")[1], _board.machine)


def urandom(count):
    import random

    return bytes(random.getrandbits(8) for _ in range(count))


def ilistdir(path="."):
    # The VM leaves out the size, which boards tell.
    for name, kind, inode in _ilistdir(path):
        size = os.stat(path + "/" + name)[6] if kind == _FILE else 0
        yield (name, kind, inode, size)


os.ilistdir = ilistdir
os.uname = uname
os.urandom = urandom
os.sync = lambda: None
