"""Bytes in and out on the board's own console: USB, UART, or a virtual one."""

import select
import sys

INTERRUPT = 3  # Ctrl-C


class Port:
    """The console. Bytes come one at a time, because the console of many ports
    blocks until as many as were asked for have come."""

    def __init__(self):
        self._in = getattr(sys.stdin, "buffer", sys.stdin)
        self._out = getattr(sys.stdout, "buffer", sys.stdout)
        self._byte = bytearray(1)
        self._poll_in = poller(sys.stdin, select.POLLIN)
        self._poll_out = poller(sys.stdout, select.POLLOUT)

    def read(self):
        """The next byte, or -1. Raises KeyboardInterrupt for 0x03 where the
        firmware has not done so itself."""
        if not is_any(self._poll_in(0)) or not self._in.readinto(self._byte):
            return -1
        if self._byte[0] == INTERRUPT:
            raise KeyboardInterrupt
        return self._byte[0]

    def can_write(self):
        """Whether the host takes bytes; false while nobody listens on USB."""
        return is_any(self._poll_out(0))

    def write(self, data):
        self._out.write(data)

    def wait(self, ms):
        """Sleep for `ms` milliseconds, or until a byte arrives."""
        is_any(self._poll_in(ms))


def poller(stream, event):
    """A function of milliseconds that waits for `event` on `stream`."""
    poll = select.poll()
    poll.register(stream, event)
    return getattr(poll, "ipoll", poll.poll)  # ipoll allocates nothing


def is_any(events):
    for _ in events:
        return True
    return False
