"""Exponential smoothing that does not mind how often values come."""

from math import exp

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.smoothed = None
        self.since = 0
        self.told = None

    def receive(self, port, value):
        now = self.now()
        time_ms = self.properties["timeMs"]
        if self.smoothed is None or time_ms <= 0:
            self.smoothed = value
        else:
            self.smoothed += (value - self.smoothed) * (1 - exp((self.since - now) / time_ms))
        self.since = now
        rounded = round(self.smoothed, int(self.properties["decimals"]))
        if rounded != self.told:
            self.told = rounded
            self.emit("smoothed", rounded)
