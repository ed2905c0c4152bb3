"""A ring or strip of WS2812 lights."""

from drivers.lib_actuators_mood import COLORS
from drivers.lib_actuators_pattern import PATTERNS
from machine import Pin
from neopixel import NeoPixel
from runtime.node import Node

FRAME_MS = 30


def parsed(color):
    """"#rrggbb" as three numbers, 0.0 to 1.0."""
    return [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def wheel(turn):
    """The color at a turn of the color wheel, 0.0 to 1.0."""
    turn = turn % 1.0 * 6
    part = turn - int(turn)
    return (
        (1, part, 0),
        (1 - part, 1, 0),
        (0, 1, part),
        (0, 1 - part, 1),
        (part, 0, 1),
        (1, 0, 1 - part),
    )[int(turn)]


class Driver(Node):
    def start(self):
        self.pixels = None
        self.count = int(self.properties["count"])
        self.pixels = NeoPixel(Pin(self.pins["signal"], Pin.OUT), self.count)
        self.on = True if self.properties["startsOn"] else None  # None: nobody has said
        self.color = parsed(self.properties["color"])
        self.brightness = self.properties["brightness"]
        self.shown = [0.0, 0.0, 0.0]  # color times brightness, on its way to the target
        self.left_ms = 0  # of the fade
        self.drawn_at = self.now()
        self.began = self.now()
        self.timer = None
        self.last = None
        self.write(bytes(3 * self.count))
        self.aim()

    def aim(self):
        """Starts the fade to what is wanted now."""
        self.left_ms = self.properties["fadeMs"]
        self.drawn_at = self.now()
        if self.timer is None:
            self.timer = self.every(FRAME_MS, self.draw)
        if self.left_ms <= 0:
            self.draw()

    def target(self):
        if not self.on:
            return (0.0, 0.0, 0.0)
        share = max(0, min(100, self.brightness)) / 100
        return [part * share for part in self.color]

    def draw(self):
        now = self.now()
        passed = now - self.drawn_at
        self.drawn_at = now
        part = 1 if self.left_ms <= passed else passed / self.left_ms
        self.left_ms = max(0, self.left_ms - passed)
        target = self.target()
        shown = self.shown
        for index in range(3):
            shown[index] += (target[index] - shown[index]) * part
        pattern = self.properties["pattern"]
        self.write(self.picture(pattern, now))
        is_dark = not any(target)
        if self.left_ms == 0 and (pattern == "steady" or is_dark):
            self.cancel(self.timer)
            self.timer = None

    def picture(self, pattern, now):
        """The bytes r, g, b of each light."""
        period = self.properties["periodMs"]
        phase = (now - self.began) % period / period
        count = self.count
        data = bytearray(3 * count)
        red, green, blue = self.shown
        level = max(red, green, blue)
        for index in range(count):
            if pattern == "rainbow":
                red, green, blue = wheel(index / count + phase)
                share = level
            elif pattern == "spin":
                # A comet: brightest at its head, gone half a turn behind.
                behind = (phase - index / count) % 1.0
                share = max(0.0, 1 - 2 * behind)
            else:
                share = PATTERNS[pattern](phase)
            at = 3 * index
            data[at] = int(red * share * 255 + 0.5)
            data[at + 1] = int(green * share * 255 + 0.5)
            data[at + 2] = int(blue * share * 255 + 0.5)
        return data

    def write(self, data):
        if data == self.last:
            return
        self.last = data
        for index in range(self.count):
            self.pixels[index] = (data[3 * index], data[3 * index + 1], data[3 * index + 2])
        self.pixels.write()

    def receive(self, port, value):
        if port == "on":
            self.on = value
        else:
            if port == "color":
                self.color = parsed(value)
            elif port == "emotion":
                self.color = parsed(COLORS.get(value, COLORS["neutral"]))
            else:
                self.brightness = value
            if self.on is None:
                self.on = True
        self.aim()

    def changed(self, name, value):
        if name == "color":
            self.color = parsed(value)
        elif name == "brightness":
            self.brightness = value
        elif name == "pattern":
            self.began = self.now()
        self.aim()

    def stop(self):
        if self.pixels is not None:
            self.pixels.fill((0, 0, 0))
            self.pixels.write()
