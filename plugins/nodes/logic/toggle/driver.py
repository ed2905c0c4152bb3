"""A state that flips."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.on = self.properties["startsOn"]
        self.emit("on", self.on)

    def receive(self, port, value):
        on = not self.on if port == "flip" else value
        if on != self.on:
            self.on = on
            self.emit("on", on)
