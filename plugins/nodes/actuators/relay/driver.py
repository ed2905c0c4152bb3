"""A relay, or anything else that a pin switches: off at the start and at the end."""

from machine import Pin
from runtime.node import Node


class Driver(Node):
    def start(self):
        self.active = 1 if self.properties["activeHigh"] else 0
        self.pin = None
        # The level before the direction, so that nothing clicks.
        self.pin = Pin(self.pins["signal"], Pin.OUT, value=1 - self.active)
        self.on = False
        self.wish = False
        self.switched_at = None
        self.rest = None
        self.pulse = None

    def receive(self, port, value):
        self.cancel(self.pulse)
        self.pulse = None
        if port == "on":
            self.want(value)
        elif port == "toggle":
            self.want(not self.wish)
        else:
            self.want(True)
            self.pulse = self.after(self.properties["pulseMs"], self.end_pulse)

    def end_pulse(self):
        self.pulse = None
        self.want(False)

    def want(self, on):
        self.wish = on
        if self.rest is None:
            self.follow()

    def follow(self):
        """Do what was wished last, but leave the contact its rest."""
        self.rest = None
        if self.wish == self.on:
            return
        now = self.now()
        if self.switched_at is not None:
            left = self.properties["restMs"] - (now - self.switched_at)
            if left > 0:
                self.rest = self.after(left, self.follow)
                return
        self.on = self.wish
        self.switched_at = now
        self.pin.value(self.active if self.on else 1 - self.active)
        self.emit("switched", self.on)

    def stop(self):
        if self.pin is not None:
            self.pin.value(1 - self.active)
