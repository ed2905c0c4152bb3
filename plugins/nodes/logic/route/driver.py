"""One value, two ways."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.condition = self.properties["startsWith"]

    def receive(self, port, value):
        if port == "condition":
            self.condition = value
        else:
            self.emit("yes" if self.condition else "no", value)
