"""A photoresistor from 3.3 V to the pin, a fixed resistor from the pin to ground."""

from drivers.lib_sensors_analog import Deadband, open_adc, read_fraction
from runtime.node import Node

# GL5528: about 14 kilo-ohm at 10 lx, gamma 0.7 (R falls with lux to the power of gamma).
OHM_AT_10_LUX = 14000
GAMMA = 0.7


def illuminance(fraction, resistor_ohm):
    """Estimates lux from the divider's output, 0.0 to 1.0 of the supply."""
    if fraction <= 0.001:
        return 0.0
    sensor_ohm = max(1.0, resistor_ohm * (1 - fraction) / fraction)
    return 10 * (OHM_AT_10_LUX / sensor_ohm) ** (1 / GAMMA)


class Driver(Node):
    def start(self):
        self.adc = open_adc(self.pins["signal"])
        self.deadband = Deadband()
        self.every(self.properties["intervalMs"], self.sample)

    def sample(self):
        fraction = read_fraction(self.adc)
        if self.properties["reversed"]:
            fraction = 1 - fraction
        if self.deadband.passes(fraction * 100, self.properties["smallestChange"]):
            self.emit("level", round(fraction * 100, 1))
            lux = illuminance(fraction, self.properties["resistorKiloohm"] * 1000)
            self.emit("illuminance", round(min(lux, 100000.0), 1))
