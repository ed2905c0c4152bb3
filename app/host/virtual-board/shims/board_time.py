import _board
import board_wait
import time as _time
from time import ticks_add, ticks_diff, mktime

_now = _board.now
_seconds = _board.calendar_seconds
_microseconds = _board.calendar_microseconds
_until = board_wait.until

# The VM's own tick arithmetic wraps at 2**30, as on most boards.
_TICKS_MASK = (1 << 30) - 1


def sleep_ms(ms):
    _until(_now() + ms if ms > 0 else 0, 0)


def sleep(seconds):
    sleep_ms(seconds * 1000)


def sleep_us(us):
    sleep_ms(us / 1000)


def ticks_ms():
    return int(_now()) & _TICKS_MASK


def ticks_us():
    return int(_now() * 1000) & _TICKS_MASK


ticks_cpu = ticks_us


def time():
    seconds = _seconds()
    return seconds if seconds >= 0 else seconds + (1 << 32)


def time_ns():
    return time() * 1000000000 + _microseconds() * 1000


def gmtime(seconds=None):
    return _time.gmtime(time() if seconds is None else seconds)


localtime = gmtime
