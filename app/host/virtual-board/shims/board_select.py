import sys as _sys
import board_wait

POLLIN = 1
POLLOUT = 4
POLLERR = 8
POLLHUP = 16

_input_within = board_wait.input_within
_stdin = _sys.stdin
_STDIN_READY = ((_stdin, POLLIN),)
_NOTHING = ()
_descriptors = {0: POLLIN, 1: POLLOUT, 2: POLLOUT}


def _ability(stream):
    # Standard streams are what a board can wait for; files are always ready there too.
    try:
        return _descriptors.get(stream.fileno(), POLLIN | POLLOUT)
    except AttributeError:
        raise OSError(22)


class poll:
    def __init__(self):
        self._entries = []

    def register(self, stream, mask=POLLIN | POLLOUT):
        _ability(stream)
        for entry in self._entries:
            if entry[0] is stream:
                entry[1] = mask
                return
        self._entries.append([stream, mask])

    def unregister(self, stream):
        self._entries = [entry for entry in self._entries if entry[0] is not stream]

    def modify(self, stream, mask):
        for entry in self._entries:
            if entry[0] is stream:
                entry[1] = mask
                return
        raise OSError(2)

    def _ready(self, has_input):
        ready = []
        for stream, mask in self._entries:
            can = _ability(stream) & mask
            if can & POLLIN and not has_input and stream.fileno() == 0:
                can &= ~POLLIN
            if can:
                ready.append((stream, can))
        return ready

    def poll(self, timeout=-1):
        if timeout is None:
            timeout = -1
        if self._waits_for_stdin():
            return list(self.ipoll(timeout))
        # A look first: what is ready without waiting must not be held up by what is not.
        has_input = _input_within(0)
        ready = self._ready(has_input)
        if ready or timeout == 0 or has_input:
            return ready
        return self._ready(_input_within(timeout))

    def _waits_for_stdin(self):
        entries = self._entries
        return len(entries) == 1 and entries[0][0] is _stdin and entries[0][1] & POLLIN

    def ipoll(self, timeout=-1, flags=0):
        if self._waits_for_stdin() and not flags:
            # What nearly every program does; kept short, and without garbage.
            return _STDIN_READY if _input_within(timeout) else _NOTHING
        ready = self.poll(timeout)
        if flags & 1:
            for stream, _ in ready:
                self.modify(stream, 0)
        return ready


def select(readers, writers, errors, timeout=None):
    poller = poll()
    for stream in readers:
        poller.register(stream, POLLIN)
    for stream in writers:
        poller.register(stream, POLLOUT)
    ready = poller.poll(-1 if timeout is None else int(timeout * 1000))
    return (
        [stream for stream, can in ready if can & POLLIN],
        [stream for stream, can in ready if can & POLLOUT],
        [],
    )
