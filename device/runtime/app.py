"""Runs a bundle: builds the nodes of `graph.json` and turns the main loop."""

import gc
import json
import sys
import time

from runtime import link
from runtime.coerce import coerce, dump
from runtime.faults import Actor
from runtime.port_board import Port
from runtime.scheduler import Clock, Scheduler
from runtime.store import Store
from runtime.watch import Watch

STAT_MS = 1000
EVENTS_PER_TURN = 64  # then the console is looked at again
QUEUE_LENGTH = 64  # and two more for each wire
LOG_LETTERS = 1000
RESET_REASONS = {  # by the constants of `machine`
    "PWRON": "power-on",
    "HARD": "hard",
    "WDT": "watchdog",
    "DEEPSLEEP": "deepsleep",
    "SOFT": "soft",
    "BROWN_OUT": "brown-out",
}


def run(slot, state):
    """Run the bundle in `slot` until Ctrl-C. Called by the loader.

    `state` is a dict: "state" ("trial" or "confirmed"), "bundle" (SHA-256 of the
    manifest), "rollback" (why the loader came back to this slot, or None), "root"
    (the folder of the slots, with a slash at its end), and "confirm": a function
    that makes a trial permanent and returns None, or why not.
    """
    if sys.platform == "pyboard":
        from machine import Pin

        from runtime.named_pins import number_pins

        number_pins(Pin)
    gc.collect()
    began, failure = time.ticks_ms(), None
    program = Program(slot, state)
    try:
        program.start()
        while True:
            program.turn()
    except KeyboardInterrupt:
        pass  # the console takes over
    except Exception as error:
        failure = error
    finally:
        program.stop()
    if failure is not None:
        from runtime.fatal import recover  # seldom needed: loaded then

        recover(failure, state, time.ticks_diff(time.ticks_ms(), began))


class Program:
    """All that runs; what actors find under `runtime`."""

    def __init__(self, slot, state, port=None):
        folder = state["root"] + slot + "/"
        with open(folder + "manifest.json") as stream:
            manifest = json.load(stream)
        with open(folder + "graph.json") as stream:
            graph = link.parse(stream.read())
        self._slot = slot
        self._folder = folder
        self._inspection = None  # a generator, while the host is told what is here
        self._state = state
        self._about = {
            name: manifest[name] for name in ("profile", "board", "sequence", "runtime")
        }
        manifest = None
        self._clock = Clock()
        self._port = port or Port()
        self.link = link.Link(self._port)
        self.watch = Watch()
        self.store = Store(state["root"] + "store.json", self._clock)
        self.scheduler = Scheduler(
            self._clock,
            QUEUE_LENGTH + 2 * len(graph["wires"]),
            self._deliver,
            self._fire,
            self._drop_message,
        )
        self._controllers = {"selects": select_pins(graph["nodes"])}
        self._wire(graph)
        self._loops = 0
        self._loop_max_us = 0
        gc.collect()

    def _wire(self, graph):
        self._actors = [Actor(self, spec) for spec in graph["nodes"]]
        self._by_id = {actor.id: actor for actor in self._actors}
        for wire in graph["wires"]:
            index, output = wire["from"]
            rule = wire.get("coercion")
            if isinstance(wire["to"], int):
                route = (None, wire["to"], rule)
                self.link.limits[wire["to"]] = wire.get("queue", link.CHANNEL_FRAMES)
            else:
                route = (self._actors[wire["to"][0]], wire["to"][1], rule)
            self._actors[index].routes[output].append(route)
        self._downs = {}
        for down in graph["downs"]:
            index, port = down["to"]
            route = (self._actors[index], port, down.get("coercion"))
            self._downs[down["channel"]] = route

    # Life --------------------------------------------------------------------

    def start(self):
        for actor in self._actors:
            actor.start()
        self._hello(True)  # before the faults and logs of starting
        self.scheduler.add_timer(None, STAT_MS, self._stat, True)

    def turn(self):
        """Take input, do what is due, write output, then sleep until there is
        something to do again."""
        began = time.ticks_us()
        for frame in self.link.receive():
            self._handle(frame)
            # What it set off comes before the next one, however they arrived.
            self.scheduler.run(EVENTS_PER_TURN)
        is_busy = self.scheduler.run(EVENTS_PER_TURN)
        now = self.now()
        for values in self.watch.take(now):
            self.link.send({"t": "value", "v": values}, "value")
        is_busy = self.link.flush() or is_busy
        if self._inspection is not None:
            is_busy = self._inspect() or is_busy
        if self.store.is_due():
            self._write_store()
        self._loops += 1
        self._loop_max_us = max(self._loop_max_us, time.ticks_diff(time.ticks_us(), began))
        if not is_busy:
            idle_ms = self.link.idle_ms(self.scheduler.idle_ms(STAT_MS))
            self._port.wait(self.watch.idle_ms(now, idle_ms))

    def stop(self):
        """Stop all nodes; a second Ctrl-C must not leave a light on."""
        interrupt_by(-1)
        try:
            for actor in self._actors:
                error = actor.stop()
                if error is not None:
                    print("cambrian: %s did not stop: %r" % (actor.id, error))
            try:
                self.store.write()
            except (OSError, MemoryError) as error:
                print("cambrian: the store was not written: %r" % error)
        finally:
            interrupt_by(3)

    # Messages ----------------------------------------------------------------

    def _deliver(self, route, value):
        actor, port, _ = route
        if actor is not None:
            actor.receive(port, value)
        else:
            self.link.send({"t": "emit", "c": port, "v": value, "ms": self.now()}, port)

    def _fire(self, timer):
        if timer.owner is None:
            timer.call()
        else:
            timer.owner.guard(timer.call)

    def _drop_message(self):
        self.link.drop("queue")

    # The host ----------------------------------------------------------------

    def _handle(self, frame):
        """Do what the host asks for. A frame that makes no sense is counted."""
        handler = getattr(self, "_on_" + frame["t"], None)
        if handler is None:
            self.link.drop("input")
            return
        try:
            handler(frame)
        except Exception as error:  # also a lack of memory: the program goes on
            self.link.drop("input")
            self.log(None, "warning", "frame %s: %r" % (frame["t"], error))

    def _on_hello(self, _):
        self._hello()

    def _on_ping(self, frame):
        pong = {"t": "pong", "id": frame["id"], "ms": self.now()}
        self.link.send(pong, "control", frame.get("now") is True)

    def _on_emit(self, frame):
        route = self._downs[frame["c"]]
        self.scheduler.post(route, coerce(route[2], frame["v"]))

    def _on_send(self, frame):
        actor = self._by_id[frame["n"]]
        if frame["p"] not in actor.spec["inputs"]:
            raise ValueError("no input %s" % frame["p"])
        self.scheduler.post((actor, frame["p"], None), frame["v"])

    def _on_watch(self, frame):
        self.watch.set(frame["ports"], frame["rateHz"])

    def _on_set(self, frame):
        node, name, value = frame["n"], frame["k"], frame["v"]
        if not isinstance(node, str) or not isinstance(name, str):
            raise TypeError("names must be text")
        error = self._set(node, name, value)
        reply = {"t": "set", "n": node, "k": name, "ok": error is None}
        if error is not None:
            reply["error"] = error
        self.link.send(reply)

    def _set(self, node, name, value):
        actor = self._by_id.get(node)
        if actor is None:
            return "no node %s" % node
        properties = actor.spec["properties"]
        if name not in properties:
            return "no property %s" % name
        if not is_alike(properties[name], value):
            return "%s must be like %s" % (name, dump(properties[name]))
        error = actor.change(name, value)
        return None if error is None else repr(error)

    def _on_confirm(self, frame):
        if frame["bundle"] != self._state["bundle"]:
            error = "another program is running"
        else:
            try:
                error = self._state["confirm"](frame["bundle"])
            except OSError as failure:  # the file system is full or broken
                error = repr(failure)
        reply = {"t": "confirm", "ok": error is None, "slot": self._slot}
        if error is None:
            self._state["state"] = "confirmed"
        else:
            reply["error"] = error
        self.link.send(reply)

    def _on_inspect(self, frame):
        from runtime.inspection import inspect  # seldom asked for: loaded then

        self._inspection = inspect(
            self._folder, self.link, int(frame["id"]), frame["files"] is True
        )

    def _inspect(self):
        """One step; whether the next one can follow at once."""
        try:
            return next(self._inspection)
        except StopIteration:
            pass
        except Exception as error:  # a file system that fails: the host waits in vain
            self.log(None, "warning", "inspection: %r" % error)
        self._inspection = None
        return False

    def _hello(self, first=False):
        gc.collect()
        hello = {
            "t": "hello",
            "link": link.VERSION,
            "bundle": self._state["bundle"],
            "machine": getattr(sys.implementation, "_machine", sys.platform),
            "slot": self._slot,
            "state": self._state["state"],
            "rollback": self._state["rollback"],
            "memoryFree": gc.mem_free(),
            "memoryTotal": gc.mem_free() + gc.mem_alloc(),
            "reset": reset_reason(),
            "nodes": len(self._actors),
            "channels": len(self._downs) + len(self.link.limits),
        }
        hello.update(self._about)
        self.link.send(hello, "control", first)

    def _stat(self):
        self.link.send(
            {
                "t": "stat",
                "ms": self.now(),
                "loops": self._loops,
                "loopMaxMs": self._loop_max_us / 1000,
                "memoryFree": gc.mem_free(),
                "queueMax": self.scheduler.longest,
                "drops": self.link.drops,
            },
            "stat",
        )
        self._loops = self._loop_max_us = self.scheduler.longest = 0

    def _write_store(self):
        try:
            self.store.write()
        except (OSError, MemoryError) as error:
            self.log(None, "error", "the store was not written: %r" % error)

    # What actors use ---------------------------------------------------------

    def now(self):
        return self._clock.now()

    def log(self, node, level, text):
        frame = {"t": "log", "level": level, "n": node, "m": str(text)[:LOG_LETTERS]}
        frame["ms"] = self.now()
        self.link.send(frame, "log")

    def open(self, bus, settings):
        """The controller of a bus; see `runtime.buses`."""
        from runtime import buses  # not every program has one

        return getattr(buses, bus["kind"])(self._controllers, bus, *settings)


def select_pins(nodes):
    """The pins that select chips on SPI."""
    return [
        node["pins"]["select"]
        for node in nodes
        if "select" in node["pins"] and node.get("bus", {}).get("kind") == "spi"
    ]


def is_alike(old, new):
    """Whether a property that was `old` may become `new`: the same kind of JSON."""
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    for kind in ((int, float), str, list, dict):
        if isinstance(old, kind):
            return isinstance(new, kind)
    return True  # null stands for anything


def interrupt_by(byte):
    """Choose the byte that interrupts; -1 for none. Not every firmware can."""
    try:
        from micropython import kbd_intr

        kbd_intr(byte)
    except (ImportError, AttributeError):
        return


def reset_reason():
    """Why the board has started: "power-on", "hard", "watchdog", ..."""
    try:
        import machine

        cause = machine.reset_cause()
    except (ImportError, AttributeError):
        return "unknown"
    for name in RESET_REASONS:
        if getattr(machine, name + "_RESET", None) == cause:
            return RESET_REASONS[name]
    return "unknown"
