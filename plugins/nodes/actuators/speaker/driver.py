"""Sound and tones on an amplifier with I2S input."""

from array import array
from binascii import a2b_base64
from math import pi, sin

from machine import I2S
from runtime.node import Node

RATE_HZ = 24000
BYTES_PER_MS = 48
BUFFER_BYTES = 2400  # of which four stand between the node and the wire: 200 ms
WAITING_BYTES = 24000  # of sound that has come and is not played yet: half a second
FEED_MS = 10
TONE_SAMPLES = 480  # 20 ms
TABLE = 64  # steps of a sine


def steps_down(volume):
    """A volume of 1 to 100 as halvings of the loudness, 0 for the loudest."""
    steps = 0
    while volume <= 70:
        volume *= 2
        steps += 1
    return steps


class Driver(Node):
    def start(self):
        self.sound = None
        self.waiting = []  # pieces of PCM, oldest first
        self.waiting_bytes = 0
        self.is_full = False
        self.tone = None  # one piece of the tone that sounds
        self.frequency = 0
        self.beep = None
        self.feeding = None
        self.ends_at = 0
        self.sine = [int(32000 * sin(2 * pi * step / TABLE)) for step in range(TABLE)]
        self.open()

    def open(self):
        self.sound = self.i2s(False, RATE_HZ, BUFFER_BYTES)

    # What comes in -----------------------------------------------------------

    def receive(self, port, value):
        if port == "audio":
            self.take(value)
        elif port == "beep":
            self.set_tone(self.properties["beepHz"])
            self.cancel(self.beep)
            self.beep = self.after(self.properties["beepMs"], self.end_beep)
        elif port == "frequency":
            self.cancel(self.beep)
            self.set_tone(value)
        else:
            self.silence()

    def take(self, value):
        """A piece of sound; what there is no room for is passed over."""
        if value.get("encoding") != "pcm16" or value.get("sampleRateHz") != RATE_HZ:
            self.log("only pcm16 at %d Hz can be played" % RATE_HZ, "warning")
            return
        data = value["data"]
        if not data:
            return  # the mark that ends an utterance
        volume = self.properties["volume"]
        piece = bytearray(a2b_base64(data.encode()))
        if self.waiting_bytes + len(piece) > WAITING_BYTES:
            if not self.is_full:
                self.is_full = True
                self.log("sound comes faster than it can be played", "warning")
            return
        if volume < 1:
            piece = bytearray(len(piece))
        elif volume <= 70:
            I2S.shift(buf=piece, bits=16, shift=-steps_down(volume))
        self.waiting.append(piece)
        self.waiting_bytes += len(piece)
        self.feed()

    def set_tone(self, frequency):
        """A steady tone in Hz; below 50 it is silence."""
        self.frequency = frequency
        self.tone = None
        volume = self.properties["volume"]
        if frequency < 50 or volume < 1:
            return
        frequency = min(frequency, 10000)
        # Whole periods, so that one piece can follow the other without a click.
        periods = max(1, int(frequency * TONE_SAMPLES / RATE_HZ))
        count = int(periods * RATE_HZ / frequency + 0.5)
        down = steps_down(volume)
        sine = self.sine
        self.tone = array("h", [sine[at * periods * TABLE // count % TABLE] >> down for at in range(count)])
        self.feed()

    def end_beep(self):
        self.beep = None
        self.set_tone(0)

    # What goes out -----------------------------------------------------------

    def feed(self):
        """Give the wire what it has room for; sound comes before tones."""
        now = self.now()
        piece = self.waiting[0] if self.waiting else self.tone
        while piece is not None and self.sound.put(piece):
            length = len(piece)
            if self.waiting:
                self.waiting.pop(0)
                self.waiting_bytes -= length
                self.is_full = False
            else:
                length *= 2
            if self.feeding is None:
                self.emit("playing", True)
                self.feeding = self.every(FEED_MS, self.feed)
            self.ends_at = max(self.ends_at, now) + length / BYTES_PER_MS
            piece = self.waiting[0] if self.waiting else self.tone
        if piece is None and self.feeding is not None and now >= self.ends_at:
            self.rest()

    def rest(self):
        self.cancel(self.feeding)
        self.feeding = None
        self.ends_at = 0
        self.emit("playing", False)

    def silence(self):
        self.cancel(self.beep)
        self.waiting = []
        self.waiting_bytes = 0
        self.tone = None
        self.frequency = 0
        if self.feeding is not None:
            # What is on its way to the wire already would sound for 200 ms more.
            self.sound.close()
            self.open()
            self.rest()

    def changed(self, name, value):
        if name == "volume" and self.frequency:
            self.set_tone(self.frequency)

    def stop(self):
        if self.sound is not None:
            self.sound.close()
