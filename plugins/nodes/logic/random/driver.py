"""Random numbers."""

from random import getrandbits

from runtime.node import Node


def fraction():
    """A random number, 0.0 to just under 1.0. Some ports have no `random()`."""
    return getrandbits(24) / (1 << 24)


class Driver(Node):
    def start(self):
        self.last = None

    def draw(self, low, high):
        if self.properties["whole"]:
            low = int(low)
            return low + int(fraction() * (int(high) - low + 1))
        return round(low + fraction() * (high - low), 4)

    def receive(self, port, value):
        low = self.properties["lowest"]
        high = self.properties["highest"]
        if high < low:
            low, high = high, low
        value = self.draw(low, high)
        if not self.properties["repeats"] and value == self.last:
            if self.properties["whole"] and int(high) > int(low):
                # One step on from the last, around the end: every other number stays possible.
                span = int(high) - int(low) + 1
                value = int(low) + (value - int(low) + 1 + int(fraction() * (span - 1))) % span
        self.last = value
        self.emit("value", value)
