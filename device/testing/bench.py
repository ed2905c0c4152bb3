"""A bench for the runtime without a board: a console in memory, and a clock that
moves only when the program sleeps. Import it before anything of `runtime`."""

import json
import sys


class SteppedTime:
    """Stands in for the module `time`."""

    def __init__(self):
        self.us = 0

    def ticks_ms(self):
        return (self.us // 1000) & 0x3FFFFFFF  # wraps as on a board

    def ticks_us(self):
        return self.us & 0x3FFFFFFF

    def ticks_diff(self, end, start):
        return ((end - start + 0x20000000) & 0x3FFFFFFF) - 0x20000000

    def sleep_ms(self, ms):
        self.us += ms * 1000


time = SteppedTime()
sys.modules["time"] = time


class Console:
    """Stands in for `runtime.port_board.Port`."""

    def __init__(self):
        self.input = b""  # empty again as soon as all was read
        self._at = 0
        self._chunks = []
        self.is_open = True
        self.until = 0  # ms at which a sleep must end
        self.is_idle = False  # the program had nothing to do when that came

    def read(self):
        if not self.input:
            return -1
        byte = self.input[self._at]
        self._at += 1
        if self._at == len(self.input):
            self.input = b""
            self._at = 0
        if byte == 3:
            raise KeyboardInterrupt
        return byte

    @property
    def output(self):
        return b"".join(self._chunks)

    def take(self):
        """What was written since the last call, as text."""
        text = self.output.decode()
        self._chunks = []
        return text

    def can_write(self):
        return self.is_open

    def write(self, data):
        self._chunks.append(data)

    def wait(self, ms):
        if self.input:
            return
        left = self.until * 1000 - time.us
        self.is_idle = left <= 0 and ms > 0
        time.us += max(0, min(ms * 1000, left))


class Bench:
    """A program of `nodes` and `wires`, as in graph.json, and its console."""

    def __init__(self, graph, state="confirmed", confirm=None):
        from runtime.app import Program

        manifest = {"profile": "p1", "board": "virtual", "sequence": 7, "runtime": "1.0.0"}
        for name, content in (("manifest", manifest), ("graph", graph)):
            with open("/cambrian/a/%s.json" % name, "w") as stream:
                json.dump(content, stream)
        self.console = Console()
        self.program = Program(
            "a",
            {
                "state": state,
                "bundle": "f00d",
                "rollback": None,
                "confirm": confirm or (lambda bundle: None),
                "root": "/cambrian/",
            },
            self.console,
        )

    def start(self):
        self.program.start()
        return self

    def run(self, ms):
        """Turn the main loop up to `ms` of the program's clock, all work done."""
        console = self.console
        console.until = time.us // 1000 + ms - self.program.now()
        console.is_idle = False
        while not console.is_idle:
            self.program.turn()
        return self

    def say(self, frame):
        """A line from the host."""
        self.console.input += json.dumps(frame).encode() + b"\n"
        return self

    def frames(self, kind=None):
        """What the program has sent since the last call."""
        lines = self.console.take().replace("\x1e", "").split("\n")
        frames = [json.loads(line) for line in lines if line]
        return [frame for frame in frames if kind is None or frame["t"] == kind]
