"""A push button on one pin."""

from machine import Pin
from runtime.node import Node

SAMPLE_MS = 5


class Driver(Node):
    def start(self):
        active_high = self.properties["activeHigh"]
        self.active = 1 if active_high else 0
        self.pin = Pin(self.pins["signal"], Pin.IN, Pin.PULL_DOWN if active_high else Pin.PULL_UP)
        self.pressed = False  # what was last told
        self.raw = False  # what the pin last said
        self.raw_since = self.now()
        self.pressed_since = 0
        self.held = False
        self.every(SAMPLE_MS, self.sample)

    def sample(self):
        now = self.now()
        raw = self.pin.value() == self.active
        if raw != self.raw:
            self.raw = raw
            self.raw_since = now
        if raw != self.pressed and now - self.raw_since >= self.properties["debounceMs"]:
            self.change(raw, now)
        if self.pressed and not self.held and now - self.pressed_since >= self.properties["holdMs"]:
            self.held = True
            self.emit("held")

    def change(self, pressed, now):
        self.pressed = pressed
        self.emit("pressed", pressed)
        if pressed:
            self.pressed_since = now
            self.held = False
        elif not self.held:
            self.emit("clicked")
