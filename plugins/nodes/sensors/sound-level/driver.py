"""Loudness from an analog microphone module, in dB below full scale."""

from math import log10

from drivers.lib_sensors_analog import Deadband, open_adc, read_fraction
from runtime.node import Node

SAMPLE_MS = 10
BURST = 24  # readings per sample of a sound wave: under 2 ms on every chip
SILENCE_DB = -60.0
RELEASE_DB = 6  # how far it must calm down before it can be loud again


def decibels(fraction):
    """A fraction of full scale, 0.0 to 1.0, in dB, -60 at least."""
    if fraction <= 0.001:
        return SILENCE_DB
    return max(SILENCE_DB, 20 * log10(fraction))


class Driver(Node):
    def start(self):
        self.adc = open_adc(self.pins["signal"])
        self.waveform = self.properties["signal"] == "waveform"
        self.deadband = Deadband()
        self.peak = 0.0
        self.is_loud = False
        self.every(SAMPLE_MS, self.sample)
        self.every(self.properties["intervalMs"], self.tell)

    def amplitude(self):
        if not self.waveform:
            return read_fraction(self.adc, 2)
        low = 65535
        high = 0
        for _ in range(BURST):
            reading = self.adc.read_u16()
            if reading < low:
                low = reading
            if reading > high:
                high = reading
        return (high - low) / 65535

    def sample(self):
        amplitude = self.amplitude()
        if amplitude > self.peak:
            self.peak = amplitude
        level = decibels(amplitude)
        limit = self.properties["loudAtDb"]
        if not self.is_loud and level >= limit:
            self.is_loud = True
            self.emit("loud")

    def tell(self):
        level = decibels(self.peak)
        self.peak = 0.0
        if self.is_loud and level < self.properties["loudAtDb"] - RELEASE_DB:
            self.is_loud = False
        if self.deadband.passes(level, self.properties["smallestChangeDb"]):
            self.emit("level", round(level, 1))
