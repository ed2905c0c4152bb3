"""Bosch BMP280: air pressure and temperature, one measurement at a time.

The compensation is that of the data sheet (BST-BMP280-DS001, 8.1), with floats.
"""

from struct import unpack

from runtime.node import Node

CALIBRATION = 0x88
IDENTITY = 0xD0
RESET = 0xE0
STATUS = 0xF3
CONTROL = 0xF4
CONFIG = 0xF5
DATA = 0xF7
# BMP280, its samples, and the BME280, whose pressure part is the same.
KNOWN = (0x56, 0x57, 0x58, 0x60)
ONE_SHOT = 0x55  # temperature x 2, pressure x 16, forced mode
MEASURE_MS = 44  # the data sheet says 43.2 ms at most
BUSY = 0x09


class Driver(Node):
    def start(self):
        self.bus = self.i2c()
        identity = self.bus.readfrom_mem(self.address, IDENTITY, 1)[0]
        if identity not in KNOWN:
            raise OSError("no BMP280 at 0x%02x: it says 0x%02x" % (self.address, identity))
        self.data = bytearray(6)
        self.bus.writeto_mem(self.address, RESET, b"\xb6")
        self.after(3, self.calibrate)

    def calibrate(self):
        self.words = unpack("<HhhHhhhhhhhh", self.bus.readfrom_mem(self.address, CALIBRATION, 24))
        if self.words[3] == 0:
            raise OSError("the BMP280 has no calibration: it is damaged, or badly connected")
        self.bus.writeto_mem(self.address, CONFIG, b"\x00")
        self.measure()
        self.every(self.properties["intervalMs"], self.measure)

    def measure(self):
        self.bus.writeto_mem(self.address, CONTROL, bytes((ONE_SHOT,)))
        self.after(MEASURE_MS, self.take)

    def take(self):
        if self.bus.readfrom_mem(self.address, STATUS, 1)[0] & BUSY:
            self.after(5, self.take)
            return
        data = self.data
        self.bus.readfrom_mem_into(self.address, DATA, data)
        raw_pressure = data[0] << 12 | data[1] << 4 | data[2] >> 4
        raw_temperature = data[3] << 12 | data[4] << 4 | data[5] >> 4
        if raw_pressure == 0x80000 or raw_temperature == 0x80000:
            self.log("the sensor had not measured", "warning")
            return
        pressure, celsius = self.compensate(raw_pressure, raw_temperature)
        self.emit("pressure", round(pressure / 100, 2))
        sea_level = self.properties["seaLevelHpa"] * 100
        self.emit("altitude", round(44330 * (1 - (pressure / sea_level) ** 0.190295), 1))
        self.emit("temperature", round(celsius, 2))

    def compensate(self, raw_pressure, raw_temperature):
        """(pascals, degrees Celsius)"""
        t1, t2, t3, p1, p2, p3, p4, p5, p6, p7, p8, p9 = self.words
        part = raw_temperature / 131072 - t1 / 8192
        fine = (raw_temperature / 16384 - t1 / 1024) * t2 + part * part * t3
        x = fine / 2 - 64000
        y = x * x * p6 / 32768 + x * p5 * 2
        y = y / 4 + p4 * 65536
        x = (p3 * x * x / 524288 + p2 * x) / 524288
        x = (1 + x / 32768) * p1
        pressure = (1048576 - raw_pressure - y / 4096) * 6250 / x
        x = p9 * pressure * pressure / 2147483648
        y = pressure * p8 / 32768
        return pressure + (x + y + p7) / 16, fine / 5120
