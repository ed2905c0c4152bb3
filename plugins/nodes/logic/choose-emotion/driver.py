"""Yes and no as emotions."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.timer = None
        self.when = None

    def receive(self, port, value):
        self.cancel(self.timer)
        self.timer = None
        self.tell(value)
        if value and self.properties["lastsMs"] > 0:
            self.timer = self.after(self.properties["lastsMs"], self.calm)

    def calm(self):
        self.timer = None
        self.tell(False)

    def changed(self, name, value):
        if self.when is not None and name == ("whenYes" if self.when else "whenNo"):
            self.tell(self.when)

    def tell(self, when):
        self.when = when
        self.emit("emotion", self.properties["whenYes" if when else "whenNo"])
