"""Passes the last of a burst of values on, when the burst is over."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.timer = None
        self.value = None

    def receive(self, port, value):
        self.value = value
        self.cancel(self.timer)
        self.timer = self.after(self.properties["quietMs"], self.settle)

    def settle(self):
        self.timer = None
        self.emit("settled", self.value)
