"""Compares two numbers."""

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.a = None
        self.b = None
        self.result = None

    def receive(self, port, value):
        if port == "a":
            self.a = value
        else:
            self.b = value
        self.judge()

    def changed(self, name, value):
        self.judge()

    def judge(self):
        if self.a is None:
            return
        result = self.compare(self.a, self.properties["number"] if self.b is None else self.b)
        if result != self.result:
            self.result = result
            self.emit("result", result)

    def compare(self, a, b):
        operator = self.properties["operator"]
        if operator == "greater":
            return a > b
        if operator == "greater-equal":
            return a >= b
        if operator == "less":
            return a < b
        if operator == "less-equal":
            return a <= b
        equal = abs(a - b) <= self.properties["tolerance"]
        return equal if operator == "equal" else not equal
