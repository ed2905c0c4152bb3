"""Loudness and short clips of sound from a microphone on I2S."""

from binascii import b2a_base64
from math import log10

from runtime.node import Node

RATE_HZ = 16000
PIECE_BYTES = 640  # 20 ms, the piece in which sound travels on a wire
BYTES_PER_MS = 32
TAKE_MS = 10
SETTLE_PIECES = 5  # after power-on the microphone first finds its middle
STRIDE = 3  # every third sample is enough for a level, and a third of the work
FULL_SCALE = 32768
FULL_SCALE_DB = 120  # INMP441 and its kin: -26 dB of full scale at 94 dB
QUIET_DB = 30  # its own noise is at 33
RELEASE_DB = 6  # how far it must calm down before it can be loud again


def decibels(mean):
    """The sound pressure of a tone, from the mean of its samples' amounts."""
    amplitude = mean * 1.5708 / FULL_SCALE  # of a sine: pi / 2 times the mean
    if amplitude <= 0.00003:
        return float(QUIET_DB)
    return max(float(QUIET_DB), FULL_SCALE_DB + 20 * log10(amplitude))


class Driver(Node):
    def start(self):
        self.sound = None
        self.clip = None  # room for a clip, from the first one on
        self.recorded = 0  # bytes of the clip that are there
        self.sent = 0
        self.size = 0  # of the clip that is being recorded or sent; 0: none
        self.clips = 0
        self.sending = None
        self.middle = 0
        self.settling = SETTLE_PIECES
        self.loudest = 0.0
        self.peak = 0
        self.is_loud = False
        self.sound = self.i2s(True, RATE_HZ, PIECE_BYTES)
        self.every(TAKE_MS, self.take)
        self.every(self.properties["intervalMs"], self.tell)

    def take(self):
        piece = self.sound.take()
        if piece is None:
            return
        mean = self.measure(piece)
        if self.settling:
            self.settling -= 1
            return
        if mean > self.loudest:
            self.loudest = mean
        level = decibels(mean)
        if not self.is_loud and level >= self.properties["loudAtDb"]:
            self.is_loud = True
            self.emit("loud")
            if self.properties["recordsLoud"]:
                self.record()
        if self.recorded < self.size:
            room = min(PIECE_BYTES, self.size - self.recorded)
            self.clip[self.recorded : self.recorded + room] = memoryview(bytes(piece))[:room]
            self.recorded += room

    def measure(self, piece):
        """The mean amount of the samples of a piece, about their middle."""
        middle = self.middle
        count = total = amount = 0
        highest = 0
        for index in range(0, len(piece), STRIDE):
            sample = piece[index] - middle
            total += sample
            if sample < 0:
                sample = -sample
            amount += sample
            if sample > highest:
                highest = sample
            count += 1
        if self.settling:
            self.middle += total // count
        elif highest > self.peak:
            self.peak = highest
        return amount / count

    def tell(self):
        if self.settling:
            return
        level = decibels(self.loudest)
        if self.is_loud and level < self.properties["loudAtDb"] - RELEASE_DB:
            self.is_loud = False
        self.emit("level", round(level, 1))
        self.emit("peak", round(min(1.0, self.peak / FULL_SCALE), 4))
        self.loudest = 0.0
        self.peak = 0

    # Clips -------------------------------------------------------------------

    def receive(self, port, value):
        self.record()

    def record(self):
        """Begin a clip with the next piece; one at a time."""
        if self.size:
            return
        size = self.properties["clipMs"] * BYTES_PER_MS // PIECE_BYTES * PIECE_BYTES
        if self.clip is None or len(self.clip) != size:
            self.clip = None
            self.clip = bytearray(size)
        self.size = size
        self.recorded = self.sent = 0
        self.clips += 1
        self.sending = self.every(1000 // self.properties["piecesPerSecond"], self.send)

    def send(self):
        """One piece of the clip; the link carries them more slowly than they come."""
        if self.recorded - self.sent < PIECE_BYTES:
            return
        data = b2a_base64(memoryview(self.clip)[self.sent : self.sent + PIECE_BYTES])
        self.sent += PIECE_BYTES
        is_last = self.sent >= self.size
        value = {
            "data": data[:-1].decode(),
            "sampleRateHz": RATE_HZ,
            "encoding": "pcm16",
            "utterance": "%s-%d" % (self.id, self.clips),
        }
        if is_last:
            value["last"] = True
            self.cancel(self.sending)
            self.size = 0
        self.emit("clip", value)

    def stop(self):
        if self.sound is not None:
            self.sound.close()
