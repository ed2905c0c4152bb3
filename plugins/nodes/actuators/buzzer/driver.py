"""Melodies on a passive piezo or a small speaker."""

from drivers.lib_actuators_melody import MELODIES, parse_melody
from machine import PWM, Pin
from runtime.node import Node

GAP_MS = 12  # between two notes, so that equal ones are heard apart


class Driver(Node):
    def start(self):
        self.pwm = None
        self.pwm = PWM(Pin(self.pins["signal"]))
        self.pwm.freq(1000)
        self.pwm.duty_u16(0)
        self.sounding = 0
        self.notes = []
        self.at = 0
        self.timer = None

    def tone(self, frequency):
        """Sounds at a frequency in Hz; 0 is silence."""
        if frequency < 20:
            self.sounding = 0
            self.pwm.duty_u16(0)
            return
        self.sounding = frequency
        self.pwm.freq(int(min(frequency, 10000)))
        # Half the period is loudest; the ear hears ratios, so the volume counts squared.
        volume = self.properties["volume"] / 100
        self.pwm.duty_u16(int(32768 * volume * volume))

    def play(self, text):
        self.silence()
        try:
            self.notes = parse_melody(MELODIES.get(text.strip().lower(), text))
        except ValueError as error:
            self.log(str(error), "warning")
            return
        self.at = 0
        if self.notes:
            self.next()

    def next(self):
        if self.at >= len(self.notes):
            self.timer = None
            self.tone(0)
            self.emit("done")
            return
        frequency, beats = self.notes[self.at]
        self.at += 1
        self.tone(frequency)
        length_ms = max(1, int(beats * 60000 / self.properties["beatsPerMinute"]))
        if length_ms > 3 * GAP_MS:
            self.timer = self.after(length_ms - GAP_MS, self.gap)
        else:
            self.timer = self.after(length_ms, self.next)

    def gap(self):
        self.tone(0)
        self.timer = self.after(GAP_MS, self.next)

    def silence(self):
        self.cancel(self.timer)
        self.timer = None
        self.notes = []
        self.tone(0)

    def receive(self, port, value):
        if port == "play":
            chosen = self.properties["melody"]
            self.play(self.properties["notes"] if chosen == "notes" else chosen)
        elif port == "melody":
            self.play(value)
        elif port == "frequency":
            self.silence()
            self.tone(value)
        else:
            self.silence()

    def changed(self, name, value):
        if name == "volume" and self.sounding:
            self.tone(self.sounding)

    def stop(self):
        if self.pwm is not None:
            self.pwm.duty_u16(0)
            self.pwm.deinit()
