"""A node whose code was written on the canvas.

Its module is the person's text as it is: plain functions instead of a class.

    count = 0

    def start():                 # all of these are optional
        every(1000, tick)

    def receive(port, value):
        emit("out1", value)

    def tick():
        global count
        count += 1
        emit("out2", count)

    def changed(name, value): ...
    def stop(): ...

`emit`, `every`, `after`, `cancel`, `now`, `log`, `keep`, `recall` and
`properties` are there from `start` on: they are those of `Node`. The text at the
top level runs before, on import, and cannot use them.
"""

from runtime.node import Node

GIVEN = ("emit", "every", "after", "cancel", "now", "log", "keep", "recall", "properties")


class CodeNode(Node):
    def __init__(self, actor, spec, module):
        super().__init__(actor, spec)
        self._module = module
        for name in GIVEN:
            setattr(module, name, getattr(self, name))

    def _call(self, name, *args):
        function = getattr(self._module, name, None)
        if function is not None:
            function(*args)

    def start(self):
        self._call("start")

    def receive(self, port, value):
        self._call("receive", port, value)

    def changed(self, name, value):
        self._call("changed", name, value)

    def stop(self):
        self._call("stop")
