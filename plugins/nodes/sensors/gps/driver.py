"""Position, speed and time from a satellite receiver that speaks NMEA 0183."""

from runtime.node import Node

READ_MS = 40  # 40 bytes at 9600 baud: the smallest buffer of a board holds 64
LONGEST_SENTENCE = 96  # the standard says 82
SILENCE_MS = 5000
KMH_PER_KNOT = 1.852


def checked_fields(sentence):
    """The fields of a sentence (bytes, without its line end), or None where it
    is none or was damaged on its way."""
    star = len(sentence) - 3
    if star < 6 or sentence[0] != 36 or sentence[star] != 42:  # "$", "*"
        return None
    checksum = 0
    for index in range(1, star):
        checksum ^= sentence[index]
    try:
        if int(sentence[star + 1 :], 16) != checksum:
            return None
        return sentence[1:star].decode().split(",")
    except ValueError:  # also UnicodeError
        return None


def degrees(text, side):
    """`3113.82400` and `N` in degrees: the last two digits before the point,
    and what follows, are minutes."""
    point = text.find(".")
    if point < 0:
        point = len(text)
    value = int(text[: point - 2]) + float(text[point - 2 :]) / 60
    return -value if side in ("S", "W") else value


def timestamp(day, clock):
    """`010626` and `080000.00` as `2026-06-01T08:00:00Z`."""
    return "20%s-%s-%sT%s:%s:%sZ" % (
        day[4:6],
        day[2:4],
        day[0:2],
        clock[0:2],
        clock[2:4],
        clock[4:6],
    )


class Driver(Node):
    def start(self):
        self.port = self.uart(int(self.properties["baudRate"]))
        self.line = bytearray()
        self.has_fix = None
        self.told_at = None
        self.heard_at = self.now()
        self.is_silent = False
        self.altitude = None
        self.every(READ_MS, self.read)

    def read(self):
        while self.port.any():
            data = self.port.read(64)
            if not data:
                break
            for byte in data:
                self.take(byte)
        if not self.is_silent and self.now() - self.heard_at > SILENCE_MS:
            self.is_silent = True
            self.set_fix(False)
            self.log("no NMEA sentence for 5 s: check the wiring and the baud rate", "warning")

    def take(self, byte):
        if byte == 36:  # "$": whatever was before it is lost
            self.line = bytearray()
        if byte == 10:
            line = bytes(self.line)
            self.line = bytearray()
            if line and line[-1] == 13:
                line = line[:-1]
            fields = checked_fields(line)
            if fields is not None:
                self.heard_at = self.now()
                self.is_silent = False
                try:
                    self.understand(fields)
                except (ValueError, IndexError):
                    pass  # a sentence that is whole, and yet says nothing
        elif len(self.line) < LONGEST_SENTENCE:
            self.line.append(byte)

    def understand(self, fields):
        kind = fields[0][2:]  # behind the talker: GP, GN, GL, GA, BD
        if kind == "GGA":
            self.altitude = float(fields[9]) if fields[6] not in ("", "0") else None
        elif kind == "RMC":
            has_fix = fields[2] == "A"
            if has_fix:
                place = degrees(fields[3], fields[4]), degrees(fields[5], fields[6])
                speed = float(fields[7] or "0") * KMH_PER_KNOT
            self.set_fix(has_fix)
            now = self.now()
            if self.told_at is not None and now - self.told_at < self.properties["intervalMs"] - 500:
                return
            if len(fields[1]) >= 6 and len(fields[9]) == 6:
                self.emit("time", timestamp(fields[9], fields[1]))
                self.told_at = now
            if has_fix:
                self.emit("latitude", round(place[0], 6))
                self.emit("longitude", round(place[1], 6))
                self.emit("speed", round(speed, 1))
                if self.altitude is not None:
                    self.emit("altitude", self.altitude)

    def set_fix(self, has_fix):
        if has_fix != self.has_fix:
            self.has_fix = has_fix
            self.emit("fix", has_fix)
