"""Lets values pass while it is open."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.open = self.properties["startsOpen"]
        self.held = None  # [value] that came while it was closed

    def receive(self, port, value):
        if port == "open":
            self.open = value
            if value and self.held and self.properties["catchesUp"]:
                self.emit("passed", self.held[0])
            if value:
                self.held = None
        elif self.open:
            self.emit("passed", value)
        else:
            self.held = [value]
