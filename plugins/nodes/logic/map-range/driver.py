"""Linear mapping of one range onto another."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.value = None

    def receive(self, port, value):
        self.value = value
        self.tell()

    def changed(self, name, value):
        if self.value is not None:
            self.tell()

    def tell(self):
        low = self.properties["fromLow"]
        width = self.properties["fromHigh"] - low
        part = (self.value - low) / width if width else 0.0
        if self.properties["clamps"]:
            part = max(0.0, min(1.0, part))
        to_low = self.properties["toLow"]
        self.emit("mapped", round(to_low + part * (self.properties["toHigh"] - to_low), 4))
