"""Puts values into a sentence."""

from json import dumps

from runtime.node import Node


def printed(value, decimals):
    """A value as people read it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        if decimals <= 0 or value == int(value):
            return str(int(value + (0.5 if value >= 0 else -0.5)))
        return "%.*f" % (decimals, value)
    return dumps(value)


class Driver(Node):
    def start(self):
        self.values = {}

    def receive(self, port, value):
        self.values[port] = value
        self.tell()

    def changed(self, name, value):
        if self.values:
            self.tell()

    def tell(self):
        text = self.properties["template"]
        decimals = int(self.properties["decimals"])
        # Split instead of replace, so that braces within a value stay as they are.
        parts = text.split("{a}")
        filled = []
        for part in parts:
            pieces = part.split("{b}")
            if len(pieces) > 1:
                if "b" not in self.values:
                    return  # not all values of the sentence have come yet
                part = printed(self.values["b"], decimals).join(pieces)
            filled.append(part)
        if len(filled) > 1:
            if "a" not in self.values:
                return
            text = printed(self.values["a"], decimals).join(filled)
        else:
            text = filled[0]
        self.emit("text", text)
