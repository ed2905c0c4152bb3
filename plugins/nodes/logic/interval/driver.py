"""A steady trigger."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.timer = None
        self.running = False
        if self.properties["runsAtStart"]:
            self.run()

    def run(self):
        self.running = True
        self.cancel(self.timer)
        self.timer = self.every(self.properties["intervalMs"], self.tick)
        if self.properties["atOnce"]:
            self.tick()

    def tick(self):
        self.emit("tick")

    def receive(self, port, value):
        if value:
            self.run()
        else:
            self.running = False
            self.cancel(self.timer)
            self.timer = None

    def changed(self, name, value):
        if self.running:
            self.cancel(self.timer)
            self.timer = self.every(self.properties["intervalMs"], self.tick)
