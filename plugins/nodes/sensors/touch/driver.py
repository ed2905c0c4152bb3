"""A capacitive touch pad.

The reading falls under a finger on the ESP32 and rises on the ESP32-S2 and
S3, and its resting value depends on the wire. So the driver learns the resting
value and looks for a change in either direction.
"""

from machine import Pin, TouchPad
from runtime.node import Node

SAMPLE_MS = 20
LEARN_SAMPLES = 5


class Driver(Node):
    def start(self):
        self.pad = TouchPad(Pin(self.pins["signal"]))
        self.rest = 0
        self.learned = 0
        self.touched = False
        self.every(SAMPLE_MS, self.sample)

    def sample(self):
        reading = self.pad.read()
        if self.learned < LEARN_SAMPLES:
            self.rest = max(1, (self.rest * self.learned + reading) / (self.learned + 1))
            self.learned += 1
            return
        change = abs(reading - self.rest) * 100 / self.rest
        limit = self.properties["sensitivity"]
        if self.touched:
            touched = change >= limit * 0.6  # let go a little later than it took hold
        else:
            touched = change >= limit
        if touched != self.touched:
            self.touched = touched
            self.emit("touched", touched)
            if touched:
                self.emit("tapped")
        elif not touched:
            # Heat and moisture move the resting value slowly; follow it.
            self.rest = max(1, self.rest + (reading - self.rest) / 64)
