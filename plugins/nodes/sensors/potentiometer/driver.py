"""A potentiometer between ground and 3.3 V, its wiper on an ADC pin."""

from drivers.lib_sensors_analog import Deadband, open_adc, read_fraction
from runtime.node import Node


class Driver(Node):
    def start(self):
        self.adc = open_adc(self.pins["signal"])
        self.deadband = Deadband()
        self.every(self.properties["intervalMs"], self.sample)

    def sample(self):
        percent = read_fraction(self.adc) * 100
        if self.properties["reversed"]:
            percent = 100 - percent
        # The ends are always reached, however wide the deadband is.
        percent = 0.0 if percent < 0.5 else 100.0 if percent > 99.5 else percent
        width = 0 if percent in (0.0, 100.0) else self.properties["smallestChange"]
        if self.deadband.passes(percent, width):
            self.emit("value", round(percent, 1))
