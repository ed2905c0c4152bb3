"""A presence module (PIR, radar, light barrier) with a digital output."""

from machine import Pin
from runtime.node import Node

SAMPLE_MS = 50


class Driver(Node):
    def start(self):
        self.pin = Pin(self.pins["signal"], Pin.IN)
        self.active = 1 if self.properties["activeHigh"] else 0
        self.someone = False
        self.seen_at = 0
        self.every(SAMPLE_MS, self.sample)

    def sample(self):
        now = self.now()
        if self.pin.value() == self.active:
            self.seen_at = now
            if not self.someone:
                self.someone = True
                self.emit("someone", True)
                self.emit("arrived")
        elif self.someone and now - self.seen_at >= self.properties["holdMs"]:
            self.someone = False
            self.emit("someone", False)
            self.emit("left")
