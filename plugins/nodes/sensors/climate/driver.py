"""Sensirion SHT31 (also SHT30 and SHT35): single-shot measurements."""

from runtime.node import Node

MEASURE_HIGH = b"\x24\x00"  # high repeatability, no clock stretching
MEASURE_MS = 17  # the data sheet says 15.5 ms at most


def checksum(data):
    """CRC-8 of the data sheet: polynomial 0x31, start 0xff."""
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x31) & 0xFF if crc & 0x80 else crc << 1
    return crc


class Driver(Node):
    def start(self):
        self.bus = self.i2c()
        self.data = bytearray(6)
        self.measure()
        self.every(self.properties["intervalMs"], self.measure)

    def measure(self):
        self.bus.writeto(self.address, MEASURE_HIGH)
        self.after(MEASURE_MS, self.read)

    def read(self):
        data = self.data
        self.bus.readfrom_into(self.address, data)
        if checksum(data[0:2]) != data[2] or checksum(data[3:5]) != data[5]:
            self.log("a reading arrived damaged and was left out", "warning")
            return
        celsius = -45 + 175 * (data[0] << 8 | data[1]) / 65535
        humidity = 100 * (data[3] << 8 | data[4]) / 65535
        self.emit("temperature", round(celsius + self.properties["offsetC"], 2))
        self.emit("humidity", round(humidity, 1))
