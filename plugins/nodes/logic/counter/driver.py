"""Counts triggers."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.count = self.properties["first"]
        if self.properties["remembers"]:
            self.count = self.recall("count", self.count)
        self.emit("count", self.count)

    def receive(self, port, value):
        if port == "reset":
            self.count = self.properties["first"]
            self.tell()
        else:
            self.move(self.properties["step"] if port == "up" else -self.properties["step"])

    def move(self, step):
        first = self.properties["first"]
        last = self.properties["last"]
        self.count += step
        wrapped = False
        if self.properties["wraps"] and last >= first:
            if self.count > last:
                self.count = first
                wrapped = True
            elif self.count < first:
                self.count = last
                wrapped = True
        self.tell()
        if wrapped:
            self.emit("wrapped")

    def tell(self):
        if self.properties["remembers"]:
            self.keep("count", self.count)
        self.emit("count", self.count)
