"""Passes values on later."""

from runtime.node import Node

WAITING_LIMIT = 32


class Driver(Node):
    def start(self):
        self.waiting = []  # [timer, value], oldest first
        self.warned = False

    def receive(self, port, value):
        if port == "cancel":
            self.forget()
            return
        keeps = self.properties["keeps"]
        if keeps == "first" and self.waiting:
            return
        if keeps == "latest":
            self.forget()
        if len(self.waiting) >= WAITING_LIMIT:
            self.cancel(self.waiting.pop(0)[0])
            if not self.warned:
                self.warned = True
                self.log("more than %d values are waiting: the oldest are dropped" % WAITING_LIMIT, "warning")
        entry = [None, value]
        self.waiting.append(entry)
        entry[0] = self.after(self.properties["delayMs"], lambda: self.release(entry))

    def release(self, entry):
        self.waiting.remove(entry)
        self.emit("delayed", entry[1])

    def forget(self):
        for timer, _ in self.waiting:
            self.cancel(timer)
        self.waiting = []
