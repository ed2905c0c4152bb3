"""Frames between the program and the host.

Device to host: the byte 0x1e, JSON, a line feed; `print` passes between frames
as log text. Host to device: a line of JSON. Both in ASCII, so that no byte of a
frame interrupts a program.
"""

import json

from runtime.coerce import dump

VERSION = 1
INPUT_BYTES = 8192  # the longest line that is taken
OUTPUT_BYTES = 16384  # what waits for a slow host at most
CHANNEL_FRAMES = 32  # what waits of one channel at most, where the graph says nothing
SLOW_HOST_MS = 10  # after which a host that took nothing is tried again
TURN_BYTES = 512  # read, and at least written, in one turn of the main loop


def encode(frame):
    """A frame as the bytes of a line."""
    text = dump(frame)
    data = text.encode()
    if len(data) != len(text):
        data = "".join([escape(letter) for letter in text]).encode()
    return b"\x1e" + data + b"\n"


def escape(letter):
    code = ord(letter)
    if code < 0x80:
        return letter
    if code < 0x10000:
        return "\\u%04x" % code
    code -= 0x10000
    return "\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))


def decode(line):
    """The frame in a line (bytes), or None where there is none in it."""
    start = line.find(b"{")
    if start < 0:
        return None
    try:
        frame = parse(bytes(line[start:]).decode())
    except (ValueError, MemoryError):  # also UnicodeError: noise
        return None
    return frame if isinstance(frame, dict) and isinstance(frame.get("t"), str) else None


def parse(text):
    """The value that a JSON text stands for. Raises ValueError."""
    if "\\ud" in text or "\\uD" in text:
        text = join_surrogates(text)
    return json.loads(text)


def join_surrogates(text):
    """Replace escaped surrogate pairs by the letters they stand for, which
    MicroPython's `json` does not do; a lone one by U+FFFD."""
    parts = []
    start = 0
    while True:
        at = text.find("\\", start)
        if at < 0:
            parts.append(text[start:])
            return "".join(parts)
        parts.append(text[start:at])
        high = escaped_code(text, at)
        if not 0xD800 <= high <= 0xDFFF:
            parts.append(text[at : at + 2])
            start = at + 2
            continue
        low = escaped_code(text, at + 6)
        if high < 0xDC00 and 0xDC00 <= low <= 0xDFFF:
            parts.append(chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00))
            start = at + 12
        else:
            parts.append("\ufffd")
            start = at + 6


def escaped_code(text, at):
    return int(text[at + 2 : at + 6], 16) if text[at : at + 2] == "\\u" else -1


class Link:
    """Takes lines apart and queues frames for a host that may be slow or gone.

    `drops` counts, since start, what was thrown away: per channel number for
    messages, "log", "value", "stat" and "control" for other frames, "input" for
    lines that were no frame.
    """

    def __init__(self, port):
        self._port = port
        self._line = bytearray()
        self._overlong = False
        self._queue = []  # [key, bytes], oldest first
        self._bytes = 0
        self.limits = {}  # channel -> frames that may wait
        self.drops = {}

    def drop(self, key):
        key = str(key)
        self.drops[key] = self.drops.get(key, 0) + 1

    # In ----------------------------------------------------------------------

    def receive(self):
        """Read what has arrived; return the frames that are complete."""
        frames = []
        for _ in range(TURN_BYTES):
            byte = self._port.read()
            if byte < 0:
                break
            if byte == 10 or byte == 13:
                self._end_line(frames)
            elif self._overlong or len(self._line) == INPUT_BYTES:
                self._overlong = True
                self._line = bytearray()
            else:
                try:
                    self._line.append(byte)
                except MemoryError:
                    self._overlong = True
                    self._line = bytearray()
        return frames

    def _end_line(self, frames):
        line, overlong = self._line, self._overlong
        self._overlong = False
        if line:
            self._line = bytearray()
        elif not overlong:
            return
        frame = None if overlong else decode(line)
        if frame is None:
            self.drop("input")
        else:
            frames.append(frame)

    # Out ---------------------------------------------------------------------

    def send(self, frame, key="control", first=False):
        """Queue a frame. `key` says what it is counted as when it is dropped:
        a channel number, "log", "value", "stat" or "control" (which goes last)."""
        try:
            line = encode(frame)
        except MemoryError:
            self.drop(key)
            return
        if isinstance(key, int):
            self._make_room_in(key)
        if len(line) > OUTPUT_BYTES:
            self.drop(key)
            return
        while self._bytes + len(line) > OUTPUT_BYTES:
            place = self._oldest_to_drop()
            if place < 0 and key != "control":
                self.drop(key)
                return
            self._drop_at(max(place, 0))
        self._queue.insert(0 if first else len(self._queue), (key, line))
        self._bytes += len(line)

    def _make_room_in(self, channel):
        waiting = [at for at, entry in enumerate(self._queue) if entry[0] == channel]
        if len(waiting) >= self.limits.get(channel, CHANNEL_FRAMES):
            self._drop_at(waiting[0])

    def _oldest_to_drop(self):
        """The place of the oldest frame that nobody waits for, or -1: the host
        takes a missing answer for a board that does not react."""
        for place, entry in enumerate(self._queue):
            if entry[0] != "control":
                return place
        return -1

    def _drop_at(self, place):
        key, line = self._queue.pop(place)
        self._bytes -= len(line)
        self.drop(key)

    def is_free(self):
        """Whether the host keeps up, so that more may be said than it needs now."""
        return self._bytes < TURN_BYTES

    def idle_ms(self, longest):
        """How long nothing can be written, at most `longest` milliseconds."""
        return min(longest, SLOW_HOST_MS) if self._queue else longest

    def flush(self):
        """Write what the port takes, but not for long. True if frames wait that
        the port would take."""
        written = 0
        while self._queue and self._port.can_write():
            if written >= TURN_BYTES:
                return True
            line = self._queue.pop(0)[1]
            self._bytes -= len(line)
            self._port.write(line)
            written += len(line)
        return False
