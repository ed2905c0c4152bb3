import _board
from uctypes import addressof

_pixels = _board.pixels


class NeoPixel:
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.buf = bytearray(n * bpp)
        self.pin.init(pin.OUT)

    def __len__(self):
        return self.n

    def __setitem__(self, index, color):
        if not -self.n <= index < self.n:
            raise IndexError
        offset = index % self.n * self.bpp
        for part in range(self.bpp):
            self.buf[offset + self.ORDER[part]] = color[part]

    def __getitem__(self, index):
        if not -self.n <= index < self.n:
            raise IndexError
        offset = index % self.n * self.bpp
        return tuple(self.buf[offset + self.ORDER[part]] for part in range(self.bpp))

    def fill(self, color):
        for index in range(self.n):
            self[index] = color

    def write(self):
        if self.n:
            _pixels(self.pin._number, addressof(self.buf), len(self.buf), self.bpp)
