"""A node under care: built, run, stopped, and started again after a fault."""

import io
import sys

from runtime.code_node import CodeNode
from runtime.coerce import check_json, coerce

FIRST_PAUSE_MS = 250
LONGEST_PAUSE_MS = 30000  # also: who ran that long without a fault is well again
TRACE_LETTERS = 1500


class Actor:
    """One node of the graph. `node` is its driver, None while it is down.

    `routes` maps each output to its wires, in the order of fan-out; a wire is
    (actor or None, port or channel number, coercion or None).
    """

    def __init__(self, runtime, spec):
        self._runtime = runtime
        self.id = spec["id"]
        self.spec = spec
        self.node = None
        self.routes = {port: [] for port in spec["outputs"]}
        self._faults = 0
        self._pause_ms = 0
        self._started_at = 0

    # Life --------------------------------------------------------------------

    def start(self):
        self._started_at = self._runtime.now()
        self.guard(self._build)

    def _build(self):
        name = "drivers." + self.spec["driver"]
        module = load(name)
        if hasattr(module, "Driver"):
            self.node = module.Driver(self, self.spec)
        else:
            # This node's own: the next start is to find its variables afresh.
            sys.modules.pop(name)
            self.node = CodeNode(self, self.spec, module)
        self.node.start()

    def stop(self):
        """Let the node go. Returns what went wrong, or None."""
        node, self.node = self.node, None
        self._runtime.scheduler.cancel_all(self)
        if node is not None:
            try:
                node.stop()
            except Exception as error:
                return error

    def receive(self, port, value):
        if self.node is None:
            self._runtime.link.drop("stopped")
            return
        if self._runtime.watch.is_on:
            self._runtime.watch.note(self.id, port, value, self.now())
        self.guard(self.node.receive, port, value)

    def change(self, name, value):
        """A live property. Returns what the node threw, or None."""
        self.spec["properties"][name] = value
        if self.node is not None:
            return self.guard(self.node.changed, name, value)

    def guard(self, call, *args):
        """Call into the driver; what it throws is a fault and is returned."""
        try:
            call(*args)
        except Exception as error:
            self._fault(error)
            return error

    def _fault(self, error):
        runtime, now = self._runtime, self._runtime.now()
        self._faults += 1
        if not self._pause_ms or now - self._started_at >= LONGEST_PAUSE_MS:
            self._pause_ms = FIRST_PAUSE_MS
        else:
            self._pause_ms = min(2 * self._pause_ms, LONGEST_PAUSE_MS)
        runtime.link.send(
            {
                "t": "fault",
                "n": self.id,
                "error": type(error).__name__,
                "m": str(error),
                "trace": traceback(error),
                "count": self._faults,
                "retryMs": self._pause_ms,
                "ms": now,
            }
        )
        second = self.stop()
        if second is not None:
            self.log("warning", "stop failed too: %r" % second)
        runtime.scheduler.add_timer(None, self._pause_ms, self.start, False)

    # What the node calls -----------------------------------------------------

    def emit(self, port, value):
        routes = self.routes.get(port)
        if routes is None:
            raise ValueError("no output %s" % port)
        check_json(value)
        runtime = self._runtime
        if runtime.watch.is_on:
            runtime.watch.note(self.id, port, value, runtime.now())
        for route in routes:
            runtime.scheduler.post(route, coerce(route[2], value))

    def add_timer(self, ms, call, repeat):
        return self._runtime.scheduler.add_timer(self, ms, call, repeat)

    def now(self):
        return self._runtime.now()

    def log(self, level, text):
        self._runtime.log(self.id, level, text)

    def open(self, bus, settings):
        return self._runtime.open(bus, settings)

    def recall(self, key, default):
        return self._runtime.store.get(self.id, key, default)

    def keep(self, key, value):
        check_json(value)
        self._runtime.store.put(self.id, key, value)


def load(name):
    """Import a module by its dotted name."""
    try:
        __import__(name)
    except Exception:
        sys.modules.pop(name, None)  # or the next try would find half of it
        raise
    return sys.modules[name]


def traceback(error):
    text = io.StringIO()
    sys.print_exception(error, text)
    return text.getvalue()[-TRACE_LETTERS:]
