"""Broadcom APDS-9960: color, brightness, nearness and the way a hand waves.

A gesture is read from the four photo diodes: a hand that comes from one side is
seen by the opposite pair at different times, so the balance of the pair tips
from its first reading to its last.
"""

from runtime.node import Node

ENABLE = 0x80
INTEGRATION = 0x81
CONTROL = 0x8F
IDENTITY = 0x92
STATUS = 0x93
COLORS = 0x94
NEARNESS = 0x9C
GESTURE_ENTER = 0xA0
GESTURE_LEAVE = 0xA1
GESTURE_CONFIG_1 = 0xA2
GESTURE_CONFIG_2 = 0xA3
GESTURE_PULSE = 0xA6
GESTURE_CONFIG_4 = 0xAB
GESTURE_LEVEL = 0xAE
GESTURE_FIFO = 0xFC
KNOWN = (0xAB, 0x9C, 0xA8)
ON = 0x47  # power, color, nearness, gestures
CYCLES = 36  # of 2.78 ms: 100 ms
POLL_MS = 30
QUIET_MS = 90  # without readings, the wave is over
FAINT = 10  # of 255: less is noise
TIP = 40  # by how many hundredths the balance must tip
GAINS = {"1": 0, "4": 1, "16": 2, "64": 3}


def balance(one, other):
    return (one - other) * 100 / (one + other)


class Driver(Node):
    def start(self):
        self.bus = self.i2c()
        identity = self.read(IDENTITY)
        if identity not in KNOWN:
            raise OSError("no APDS-9960 at 0x%02x: it says 0x%02x" % (self.address, identity))
        near = round(self.properties["nearFrom"] * 255 / 100)
        self.write(ENABLE, 0)
        self.write(INTEGRATION, 256 - CYCLES)
        # Nearness x 4, the LED at 100 mA.
        self.write(CONTROL, 2 << 2 | GAINS[self.properties["gain"]])
        self.write(GESTURE_ENTER, near)
        self.write(GESTURE_LEAVE, near * 3 // 4)
        self.write(GESTURE_CONFIG_1, 0x40)  # told after four readings
        self.write(GESTURE_CONFIG_2, 0x41)  # gain x 4, 2.8 ms between readings
        self.write(GESTURE_PULSE, 0xC9)  # ten pulses of 32 us
        self.write(GESTURE_CONFIG_4, 0x04)  # empties the FIFO; the chip enters by itself
        self.write(ENABLE, ON)
        self.most = min(65535, CYCLES * 1025)
        self.first = None
        self.last = None
        self.heard_at = 0
        self.every(self.properties["intervalMs"], self.look)
        self.every(POLL_MS, self.follow)

    def read(self, register):
        return self.bus.readfrom_mem(self.address, register, 1)[0]

    def write(self, register, value):
        self.bus.writeto_mem(self.address, register, bytes((value,)))

    # Color and nearness ------------------------------------------------------

    def look(self):
        status = self.read(STATUS)
        if status & 0x02:
            self.emit("nearness", round(self.read(NEARNESS) * 100 / 255, 1))
        if not status & 0x01:
            return
        data = self.bus.readfrom_mem(self.address, COLORS, 8)
        clear, red, green, blue = [data[at] | data[at + 1] << 8 for at in (0, 2, 4, 6)]
        self.emit("brightness", round(min(100, clear * 100 / self.most), 1))
        strongest = max(red, green, blue)
        if strongest > 0:
            parts = [round(part * 255 / strongest) for part in (red, green, blue)]
            self.emit("color", "#%02x%02x%02x" % tuple(parts))

    # Gestures ----------------------------------------------------------------

    def follow(self):
        waiting = self.read(GESTURE_LEVEL)
        if waiting == 0:
            if self.first and self.now() - self.heard_at >= QUIET_MS:
                self.judge()
            return
        self.heard_at = self.now()
        data = self.bus.readfrom_mem(self.address, GESTURE_FIFO, waiting * 4)
        for at in range(0, len(data), 4):
            reading = data[at : at + 4]
            if min(reading) < FAINT:
                continue
            if self.first is None:
                self.first = reading
            self.last = reading

    def judge(self):
        first, last = self.first, self.last
        self.first = self.last = None
        vertical = balance(last[0], last[1]) - balance(first[0], first[1])
        across = balance(last[2], last[3]) - balance(first[2], first[3])
        if max(abs(vertical), abs(across)) < TIP:
            return  # it came near and went, straight
        if abs(vertical) > abs(across):
            self.emit("gesture", "up" if vertical < 0 else "down")
        else:
            self.emit("gesture", "left" if across < 0 else "right")

    def stop(self):
        if self.address is not None:
            self.i2c().writeto_mem(self.address, ENABLE, b"\x00")
