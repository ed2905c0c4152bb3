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
        self._readable = select.poll()
        self._readable.register(sys.stdin, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(sys.stdout, select.POLLOUT)

    def read(self):
        """The next byte, or -1. Raises KeyboardInterrupt for 0x03 where the
        firmware has not done so itself."""
        if not self._readable.poll(0):
            return -1
        if not self._in.readinto(self._byte):
            return -1
        if self._byte[0] == INTERRUPT:
            raise KeyboardInterrupt
        return self._byte[0]

    def can_write(self):
        """Whether the host takes bytes; false while nobody listens on USB."""
        return bool(self._writable.poll(0))

    def write(self, data):
        self._out.write(data)

    def wait(self, ms):
        """Sleep for `ms` milliseconds, or until a byte arrives."""
        self._readable.poll(ms)
