"""Two conditions become one. What has not arrived yet counts as no."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.values = {"a": False, "b": False}
        self.result = None

    def receive(self, port, value):
        self.values[port] = value
        self.judge()

    def changed(self, name, value):
        if self.result is not None:
            self.judge()

    def judge(self):
        a = self.values["a"]
        b = self.values["b"]
        operator = self.properties["operator"]
        if operator == "both":
            result = a and b
        elif operator == "either":
            result = a or b
        elif operator == "one":
            result = a != b
        else:
            result = not (a or b)
        if result != self.result:
            self.result = result
            self.emit("result", result)
            self.emit("opposite", not result)
