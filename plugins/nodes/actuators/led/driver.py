"""A dimmable LED on one pin."""

from drivers.lib_actuators_pattern import PATTERNS
from machine import PWM, Pin
from runtime.node import Node

PWM_HZ = 1000
FRAME_MS = 25


class Driver(Node):
    def start(self):
        self.pwm = None
        self.pwm = PWM(Pin(self.pins["signal"]))
        self.pwm.freq(PWM_HZ)
        self.duty = None
        self.on = True if self.properties["startsOn"] else None  # None: nobody has said
        self.brightness = None
        self.timer = None
        self.began = 0
        self.begin()

    def begin(self):
        """Starts the pattern anew, after anything has changed."""
        self.cancel(self.timer)
        self.timer = None
        self.began = self.now()
        self.draw()
        if self.is_lit() and self.properties["pattern"] != "steady":
            self.timer = self.every(FRAME_MS, self.draw)

    def is_lit(self):
        return self.brightness is not None if self.on is None else self.on

    def draw(self):
        percent = self.properties["brightness"] if self.brightness is None else self.brightness
        light = 0.0
        if self.is_lit():
            period = self.properties["periodMs"]
            phase = (self.now() - self.began) % period / period
            light = max(0, min(100, percent)) / 100 * PATTERNS[self.properties["pattern"]](phase)
        # The eye sees ratios: half as bright to the eye is about a quarter of the power.
        self.write(int(light * light * 65535))

    def write(self, duty):
        if not self.properties["activeHigh"]:
            duty = 65535 - duty
        if duty != self.duty:
            self.duty = duty
            self.pwm.duty_u16(duty)

    def receive(self, port, value):
        if port == "on":
            self.on = value
        else:
            self.brightness = value
            if self.timer is not None and self.is_lit():
                return  # the pattern goes on and takes the new brightness with its next frame
        self.begin()

    def changed(self, name, value):
        if name == "brightness":
            self.draw()
        else:
            self.begin()

    def stop(self):
        if self.pwm is not None:
            self.write(0)
            self.pwm.deinit()
            Pin(self.pins["signal"], Pin.OUT, value=0 if self.properties["activeHigh"] else 1)
