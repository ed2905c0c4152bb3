"""The base class of every driver.

A driver is one Python module with one class:

    from machine import Pin
    from runtime.node import Node


    class Driver(Node):
        def start(self):
            self.pin = Pin(self.pins["signal"], Pin.IN, Pin.PULL_UP)
            self.last = None
            self.every(10, self.sample)

        def sample(self):
            pressed = self.pin.value() == 0
            if pressed != self.last:
                self.last = pressed
                self.emit("pressed", pressed)

The rules of the house:

* Never block and never sleep longer than a few milliseconds: other nodes
  wait. Ask for a timer instead.
* Handlers run to their end, one at a time. What they emit is delivered after
  they return, in the order it was emitted.
* An exception that leaves a handler is a *fault*: the studio shows it with
  its traceback, `stop` is called, all timers of the node are cancelled, and a
  fresh instance is started after a pause. Other nodes go on.
* Values on wires are plain JSON: None, bool, int, float (finite), str, list,
  tuple, and dict with str keys. Do not change a list or dict after emitting it.
* To print a number, `runtime.coerce.print_value(9.8)` gives "9.8", also where
  the firmware's `str` says 9.800000000000001.
"""


class Node:
    """One node of the graph, as its driver sees it.

    Do not override `__init__`; set your state up in `start`. The runtime
    fills these attributes in before `start` is called:

    id          the node's id in the profile, a str
    properties  dict, property id -> value; live ones change while running
    pins        dict, need id -> number for `machine.Pin`
    address     7-bit I2C address, or None where the node is not on I2C
    inputs      list of input port ids
    outputs     list of output port ids
    """

    def __init__(self, actor, spec):
        self._actor = actor
        self._spec = spec
        self.id = spec["id"]
        self.properties = spec["properties"]
        self.pins = spec["pins"]
        self.inputs = spec["inputs"]
        self.outputs = spec["outputs"]
        bus = spec.get("bus")
        self.address = bus.get("address") if bus else None

    # What a driver overrides -------------------------------------------------

    def start(self):
        """Set the hardware up. Called once, before any message arrives."""

    def receive(self, port, value):
        """Handle `value`, which arrived at the input `port` (a str).

        The value already has the type of the port: the sending side coerced
        it (true for a trigger, a number in the port's unit, ...).
        """

    def changed(self, name, value):
        """React to the live property `name`; `properties` is already new."""

    def stop(self):
        """Leave the hardware safe: lights and motors off, PWM released.

        Called when the program ends and before a restart after a fault, also
        when `start` itself failed half-way; be tolerant.
        """

    # What a driver calls -----------------------------------------------------

    def emit(self, port, value=True):
        """Send `value` from the output `port`.

        Delivered along every wire of the port, in wire-id order, after the
        current handler returns. Raises ValueError for an unknown port or a
        number that is not finite, TypeError for a value that is not JSON.
        """
        self._actor.emit(port, value)

    def every(self, ms, call):
        """Call `call()` every `ms` milliseconds (at least 1), first in `ms`.

        Missed periods are skipped, not made up for. Returns a timer for
        `cancel`.
        """
        return self._actor.add_timer(ms, call, True)

    def after(self, ms, call):
        """Call `call()` once, in `ms` milliseconds. 0 means: after what is
        queued now. Returns a timer for `cancel`."""
        return self._actor.add_timer(ms, call, False)

    def cancel(self, timer):
        """Stop a timer. None, a timer that has run, and one that was
        cancelled before are fine."""
        if timer is not None:
            timer.cancel()

    def now(self):
        """Milliseconds since the program started, an int that never wraps."""
        return self._actor.now()

    def log(self, text, level="info"):
        """Show a line in the studio's console.

        `level` is "debug", "info", "warning" or "error".
        """
        self._actor.log(level, text)

    def i2c(self, freq=400_000):
        """The `machine.I2C` bus of this node, shared with its neighbours.

        `freq` counts for the first caller of a bus only. Raises ValueError
        where the node is not on I2C; the same goes for the three below.
        """
        return self._open("i2c", freq)

    def spi(self, baudrate=1_000_000, polarity=0, phase=0, select="select"):
        """This node's chip on the SPI bus, which it shares with its neighbours.

        `select` is the need id of its chip-select pin. A transaction is a
        `with`, which gives the `machine.SPI`, set up for this chip:

            with self.chip as bus:
                bus.write(b"\x80")
                answer = bus.read(4)
        """
        return self._open("spi", self.pins[select], baudrate, polarity, phase)

    def uart(self, baudrate=9600, receive_bytes=512, **settings):
        """The `machine.UART` of this node, which never waits: ask `any()`, then
        `read()`. Some boards have a smaller buffer than `receive_bytes` (nRF: 64
        bytes): look every 20 ms at 9600 baud. `settings` go to `machine.UART`.
        """
        return self._open("uart", baudrate, receive_bytes, settings)

    def i2s(self, receive, rate, piece_bytes, pieces=4, bits=16):
        """Sound over I2S, one channel of little-endian samples, without waiting.

        With `receive`: `take()` gives the next piece of `piece_bytes`, an array of
        samples, or None. Else: `put(piece)` plays bytes, or gives False while there
        is no room. There is room for `pieces` of them between the node and the
        wire. Call `close()` in `stop`. Boards without I2S (nRF) raise ImportError.
        """
        return self._open("i2s", receive, rate, piece_bytes, pieces, bits)

    def _open(self, kind, *settings):
        bus = self._spec.get("bus")
        if bus is None or bus["kind"] != kind:
            raise ValueError("node %s is not on %s" % (self.id, kind))
        return self._actor.open(bus, settings)

    def recall(self, key, default=None):
        """The value kept under `key` by this node, also before a reset or a
        push; `default` where there is none."""
        return self._actor.recall(key, default)

    def keep(self, key, value):
        """Keep a JSON value under `key` across resets and pushes.

        Written to flash a second later at the latest; None forgets the key.
        Keep values that change rarely: flash wears out.
        """
        self._actor.keep(key, value)
