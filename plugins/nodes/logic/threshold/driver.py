"""Above or below a limit, with hysteresis."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.value = None
        self.above = None

    def receive(self, port, value):
        self.value = value
        self.judge()

    def changed(self, name, value):
        if self.value is not None:
            self.judge()

    def judge(self):
        limit = self.properties["limit"]
        if self.above:
            above = self.value >= limit - self.properties["hysteresis"]
        else:
            above = self.value >= limit
        if above == self.above:
            return
        first = self.above is None
        self.above = above
        self.emit("above", above)
        self.emit("below", not above)
        if not first:
            self.emit("rose" if above else "fell")
