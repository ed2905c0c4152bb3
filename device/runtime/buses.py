"""The controllers that drivers ask for.

Each is made once, and again only for a driver that starts again. `controllers`
is a dict that belongs to the program, and holds under "selects" the pins that
select chips on SPI; `bus` is where the node sits, as in `graph.json`.
"""

import sys

from machine import Pin

# STM32: a controller has its pins, and takes none by name. nRF: neither does a UART.
HAS_FIXED_PINS = sys.platform == "pyboard"
HAS_PLAIN_UART = sys.platform == "nrf"
RECEIVED_FRAME_BYTES = 8  # in the buffer of an I2S that listens, whatever the format


def pins(bus, *roles):
    return {} if HAS_FIXED_PINS else {role: Pin(bus[role]) for role in roles}


def i2c(controllers, bus, freq):
    key = "i2c", bus["index"]
    if key not in controllers:
        from machine import I2C

        controllers[key] = I2C(bus["index"], freq=freq, **pins(bus, "scl", "sda"))
    return controllers[key]


def spi(controllers, bus, select, *settings):
    key = "spi", bus["index"]
    if key not in controllers:
        from machine import SPI

        # A chip whose driver has not started yet must not take part.
        for other in controllers["selects"]:
            Pin(other, Pin.OUT, value=1)
        baudrate, polarity, phase = settings
        controllers[key] = SharedSpi(
            SPI(
                bus["index"],
                baudrate=baudrate,
                polarity=polarity,
                phase=phase,
                **pins(bus, "sck", "mosi", "miso"),
            ),
            settings,
        )
    return Chip(controllers[key], Pin(select, Pin.OUT, value=1), settings)


class SharedSpi:
    """A controller, and how it was set up last."""

    def __init__(self, bus, settings):
        self.bus = bus
        self.settings = settings


class Chip:
    """One chip on SPI; in a `with` it is selected, and what `with` gives is
    the `machine.SPI`, set up for it."""

    def __init__(self, shared, select, settings):
        self._shared = shared
        self._select = select
        self._settings = settings

    def __enter__(self):
        shared = self._shared
        if shared.settings != self._settings:
            baudrate, polarity, phase = shared.settings = self._settings
            shared.bus.init(baudrate=baudrate, polarity=polarity, phase=phase)
        self._select(0)
        return shared.bus

    def __exit__(self, *_):
        self._select(1)


def uart(controllers, bus, baudrate, receive_bytes, settings):
    from machine import UART

    more = {"timeout": 0, "timeout_char": 0}
    if not HAS_PLAIN_UART:
        more["rxbuf"] = receive_bytes
        more.update(pins(bus, "tx", "rx"))
    more.update(settings)
    return UART(bus["index"], baudrate, **more)


def i2s(controllers, bus, receive, rate, piece_bytes, pieces, bits):
    from machine import I2S

    size = piece_bytes * pieces
    if receive:
        size = size * 8 // bits * RECEIVED_FRAME_BYTES
    stream = I2S(
        bus["index"],
        sck=Pin(bus["sck"]),
        ws=Pin(bus["ws"]),
        sd=Pin(bus["sd"]),
        mode=I2S.RX if receive else I2S.TX,
        bits=bits,
        format=I2S.MONO,
        rate=rate,
        ibuf=size,
    )
    if not receive:
        return Player(stream)
    from array import array

    silence = bytes(piece_bytes)
    code = "h" if bits == 16 else "i"
    return Listener(stream, array(code, silence), array(code, silence))


class Listener:
    """Sound that comes in, in pieces, without waiting. Pieces that nobody takes
    in time are lost, the oldest first."""

    def __init__(self, stream, filling, full):
        self._stream = stream
        self._filling = filling
        self._full = full
        self._is_full = False
        stream.irq(self._filled)
        stream.readinto(self._filling)

    def _filled(self, _):
        self._is_full = True

    def take(self):
        """The next piece, an array of samples that is yours until the next
        `take`; None where it has not come yet."""
        if not self._is_full:
            return None
        self._is_full = False
        self._full, self._filling = self._filling, self._full
        self._stream.readinto(self._filling)
        return self._full

    def close(self):
        self._stream.deinit()


class Player:
    """Sound that goes out, in pieces, without waiting."""

    def __init__(self, stream):
        self._stream = stream
        self._piece = None
        stream.irq(self._emptied)

    def _emptied(self, _):
        self._piece = None

    def put(self, piece):
        """Play `piece` after what plays already. False where the piece before it
        still waits for room: offer it again. Do not change a piece that was put
        before the next one was."""
        if self._piece is not None:
            return False
        self._piece = piece
        self._stream.write(piece)
        return True

    def close(self):
        self._stream.deinit()
