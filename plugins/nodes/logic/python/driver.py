from runtime.node import Node


class Driver(Node):
    def start(self):
        self.count = 0

    def receive(self, port, value):
        self.count += 1
        if port == "in1":
            self.emit("out1", value)
        else:
            self.emit("out2", self.count)
