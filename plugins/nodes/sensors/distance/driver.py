"""ST VL53L0X: distance by time of flight, one shot at a time.

The data sheet names few registers. What is written at the start, and in which
order, is what ST's own API does (STSW-IMG005): tuning values without names,
pages chosen by register 0xff.
"""

from runtime.node import Node

PAGE = 0xFF
START = 0x00
SEQUENCE = 0x01
INTERRUPT_GPIO = 0x0A
INTERRUPT_CLEAR = 0x0B
INTERRUPT_STATUS = 0x13
RANGE_STATUS = 0x14  # then 12 bytes of results; the distance is the last two
MODEL_ID = 0xC0
MODEL = 0xEE
VALID = 11  # of the device's range status
POLL_MS = 5
PATIENCE_MS = 500
FARTHEST_MM = 2000

# Pairs of register and value.
TUNING = (
    b"\xff\x01\x00\x00\xff\x00\x09\x00\x10\x00\x11\x00\x24\x01\x25\xff\x75\x00\xff\x01\x4e\x2c"
    b"\x48\x00\x30\x20\xff\x00\x30\x09\x54\x00\x31\x04\x32\x03\x40\x83\x46\x25\x60\x00\x27\x00"
    b"\x50\x06\x51\x00\x52\x96\x56\x08\x57\x30\x61\x00\x62\x00\x64\x00\x65\x00\x66\xa0\xff\x01"
    b"\x22\x32\x47\x14\x49\xff\x4a\x00\xff\x00\x7a\x0a\x7b\x00\x78\x21\xff\x01\x23\x34\x42\x00"
    b"\x44\xff\x45\x26\x46\x05\x40\x40\x0e\x06\x20\x1a\x43\x40\xff\x00\x34\x03\x35\x44\xff\x01"
    b"\x31\x04\x4b\x09\x4c\x05\x4d\x04\xff\x00\x44\x00\x45\x20\x47\x08\x48\x28\x67\x00\x70\x04"
    b"\x71\x01\x72\xfe\x76\x00\x77\x00\xff\x01\x0d\x01\xff\x00\x80\x01\x01\xf8\xff\x01\x8e\x01"
    b"\x00\x01\xff\x00\x80\x00"
)


class Driver(Node):
    def start(self):
        self.bus = self.i2c()
        self.result = bytearray(12)
        self.near = None
        self.waits_until = 0
        model = self.read(MODEL_ID)
        if model != MODEL:
            raise OSError("no VL53L0X at 0x%02x: it says 0x%02x" % (self.address, model))
        self.set_up()
        self.wait(self.ask_for_spads)

    # Registers ---------------------------------------------------------------

    def read(self, register):
        return self.bus.readfrom_mem(self.address, register, 1)[0]

    def write(self, *pairs):
        for index in range(0, len(pairs), 2):
            self.bus.writeto_mem(self.address, pairs[index], bytes((pairs[index + 1],)))

    # Getting ready: each step waits for the chip without holding anybody up --

    def wait(self, then):
        self.waits_until = self.now() + PATIENCE_MS
        self.after(0, then)

    def again(self, step):
        if self.now() > self.waits_until:
            raise OSError("the VL53L0X does not answer")
        self.after(POLL_MS, step)

    def set_up(self):
        self.write(0x89, self.read(0x89) | 0x01, 0x88, 0x00)  # 2.8 V, I2C standard mode
        self.write(0x80, 0x01, PAGE, 0x01, 0x00, 0x00)
        self.stop_value = self.read(0x91)
        self.write(0x00, 0x01, PAGE, 0x00, 0x80, 0x00)
        self.write(0x60, self.read(0x60) | 0x12)  # no limits before the final range
        self.write(0x44, 0x00, 0x45, 0x20)  # 0.25 million counts a second must come back
        self.write(SEQUENCE, 0xFF)
        self.write(0x80, 0x01, PAGE, 0x01, 0x00, 0x00, PAGE, 0x06)
        self.write(0x83, self.read(0x83) | 0x04)
        self.write(PAGE, 0x07, 0x81, 0x01, 0x80, 0x01, 0x94, 0x6B, 0x83, 0x00)

    def ask_for_spads(self):
        if self.read(0x83) == 0:
            self.again(self.ask_for_spads)
            return
        self.write(0x83, 0x01)
        about = self.read(0x92)
        self.write(0x81, 0x00, PAGE, 0x06)
        self.write(0x83, self.read(0x83) & ~0x04 & 0xFF)
        self.write(PAGE, 0x01, 0x00, 0x01, PAGE, 0x00, 0x80, 0x00)
        self.choose_spads(about & 0x7F, 12 if about & 0x80 else 0)
        for index in range(0, len(TUNING), 2):
            self.write(TUNING[index], TUNING[index + 1])
        self.write(INTERRUPT_GPIO, 0x04)  # when a new measurement is ready
        self.write(0x84, self.read(0x84) & ~0x10 & 0xFF, INTERRUPT_CLEAR, 0x01)
        self.write(SEQUENCE, 0x01, START, 0x41)  # calibrates its supply
        self.wait(self.voltage_calibrated)

    def choose_spads(self, count, first):
        """Keep `count` good reference diodes from the `first` on."""
        good = bytearray(self.bus.readfrom_mem(self.address, 0xB0, 6))
        self.write(PAGE, 0x01, 0x4F, 0x00, 0x4E, 0x2C, PAGE, 0x00, 0xB6, 0xB4)
        kept = 0
        for index in range(48):
            mask = 1 << index % 8
            if index < first or kept == count:
                good[index // 8] &= ~mask & 0xFF
            elif good[index // 8] & mask:
                kept += 1
        self.bus.writeto_mem(self.address, 0xB0, good)

    def voltage_calibrated(self):
        if not self.is_ready(self.voltage_calibrated):
            return
        self.write(START, 0x00, SEQUENCE, 0x02, START, 0x41)  # now its phase
        self.wait(self.phase_calibrated)

    def phase_calibrated(self):
        if not self.is_ready(self.phase_calibrated):
            return
        self.write(START, 0x00, SEQUENCE, 0xE8)
        self.measure()
        self.every(self.properties["intervalMs"], self.measure)

    def is_ready(self, step):
        if self.read(INTERRUPT_STATUS) & 0x07 == 0:
            self.again(step)
            return False
        self.write(INTERRUPT_CLEAR, 0x01)
        return True

    # Measuring ---------------------------------------------------------------

    def measure(self):
        if self.now() <= self.waits_until and self.measuring:
            return  # the one before is still under way
        self.write(0x80, 0x01, PAGE, 0x01, 0x00, 0x00, 0x91, self.stop_value)
        self.write(0x00, 0x01, PAGE, 0x00, 0x80, 0x00, START, 0x01)
        self.measuring = True
        self.wait(self.take)

    measuring = False

    def take(self):
        if self.read(INTERRUPT_STATUS) & 0x07 == 0:
            self.again(self.take)
            return
        self.measuring = False
        result = self.result
        self.bus.readfrom_mem_into(self.address, RANGE_STATUS, result)
        self.write(INTERRUPT_CLEAR, 0x01)
        distance = result[10] << 8 | result[11]
        valid = result[0] >> 3 & 0x0F == VALID and distance <= FARTHEST_MM
        if valid:
            self.emit("distance", distance)
        self.judge(distance if valid else None)

    def judge(self, distance):
        limit = self.properties["nearMm"]
        if self.near:
            limit += self.properties["slackMm"]
        near = distance is not None and distance < limit
        if near != self.near:
            self.near = near
            self.emit("near", near)
