"""InvenSense MPU-6050: acceleration, shakes and tilt.

A shake is told by how far the acceleration strays from a slow average of
itself, so that turning the device is no shake. Between two outputs the sensor
is read often enough to see the peaks.
"""

from math import acos, degrees, sqrt

from runtime.node import Node

POWER_1 = 0x6B
WHO_AM_I = 0x75
ACCEL_CONFIG = 0x1C
CONFIG = 0x1A
ACCEL_OUT = 0x3B
# MPU-6050 and the look-alikes that sell under its name; all have the same registers.
KNOWN = (0x68, 0x70, 0x71, 0x72, 0x73, 0x98)
RANGES = {"2": 0, "4": 1, "8": 2, "16": 3}
SAMPLE_MS = 20


def signed(high, low):
    value = high << 8 | low
    return value - 65536 if value & 0x8000 else value


class Driver(Node):
    def start(self):
        self.bus = self.i2c()
        identity = self.bus.readfrom_mem(self.address, WHO_AM_I, 1)[0]
        if identity not in KNOWN:
            raise OSError("no MPU-6050 at 0x%02x: it says 0x%02x" % (self.address, identity))
        choice = RANGES[self.properties["range"]]
        self.bus.writeto_mem(self.address, POWER_1, b"\x01")  # wake, clock from the gyroscope
        self.bus.writeto_mem(self.address, CONFIG, b"\x03")  # low-pass at 44 Hz
        self.bus.writeto_mem(self.address, ACCEL_CONFIG, bytes([choice << 3]))
        self.counts_per_g = 16384 >> choice
        self.data = bytearray(6)
        self.average = None
        self.strays = 0
        self.quiet_since = 0
        self.shaking = False
        period = max(10, round(1000 / self.properties["rateHz"]))
        self.every(period, self.tell)
        self.every(min(SAMPLE_MS, period), self.sample)

    def read(self):
        data = self.data
        self.bus.readfrom_mem_into(self.address, ACCEL_OUT, data)
        per_g = self.counts_per_g
        return (
            signed(data[0], data[1]) / per_g,
            signed(data[2], data[3]) / per_g,
            signed(data[4], data[5]) / per_g,
        )

    def tell(self):
        x, y, z = self.read()
        self.emit("acceleration", [round(x, 3), round(y, 3), round(z, 3)])
        length = sqrt(x * x + y * y + z * z)
        if length > 0.2:  # in free fall there is no up
            self.emit("tilt", round(degrees(acos(max(-1.0, min(1.0, z / length)))), 1))

    def sample(self):
        now = self.now()
        x, y, z = self.read()
        if self.average is None:
            self.average = [x, y, z]
            return
        average = self.average
        dx = x - average[0]
        dy = y - average[1]
        dz = z - average[2]
        average[0] += dx * 0.15
        average[1] += dy * 0.15
        average[2] += dz * 0.15
        if sqrt(dx * dx + dy * dy + dz * dz) >= self.properties["shakeAt"]:
            self.quiet_since = now
            self.strays += 1
            # Two samples, so that a single knock is no shake.
            if self.strays >= 2 and not self.shaking:
                self.shaking = True
                self.emit("shaken")
        elif now - self.quiet_since >= self.properties["shakePauseMs"]:
            self.shaking = False
            self.strays = 0

    def stop(self):
        if self.address is not None:
            self.i2c().writeto_mem(self.address, POWER_1, b"\x40")  # asleep
