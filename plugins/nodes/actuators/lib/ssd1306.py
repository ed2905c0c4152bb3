"""SSD1306 display, 128 pixels wide, on I2C.

Draw into `display.frame`, a `framebuf.FrameBuffer`, and call `show()`. Sending
all of the picture takes over 20 ms, so `show` only notes that there is something
to send, and a timer sends a page (8 rows) at a time, and only those that changed.
"""

import framebuf

WIDTH = 128
STEP_MS = 4


class Display:
    def __init__(self, node, height):
        self.width = WIDTH
        self.height = height
        self.node = node
        self.bus = node.i2c()
        self.address = node.address
        self.pages = height // 8
        self.buffer = bytearray(WIDTH * self.pages)
        self.frame = framebuf.FrameBuffer(self.buffer, WIDTH, height, framebuf.MONO_VLSB)
        self.sent = [None] * self.pages  # what the display shows, page by page
        self.page = 0
        self.timer = None
        self.command(
            0xAE,  # off
            0xD5, 0x80,  # clock
            0xA8, height - 1,  # rows
            0xD3, 0x00,  # no offset
            0x40,  # first line
            0x8D, 0x14,  # charge pump on
            0x20, 0x00,  # addresses run along the row
            0xA1, 0xC8,  # turned by 180 degrees: the connector is at the top
            0xDA, 0x12 if height == 64 else 0x02,  # how the rows are wired
            0x81, 0xCF,  # contrast
            0xD9, 0xF1,  # pre-charge
            0xDB, 0x40,  # deselect level
            0xA4, 0xA6,  # show the memory, not inverted
        )  # fmt: skip
        self.is_on = False

    def command(self, *codes):
        self.bus.writeto(self.address, b"\x00" + bytes(codes))

    def contrast(self, percent):
        self.command(0x81, max(0, min(255, int(percent * 255 / 100))))

    def flip(self, upside_down):
        if upside_down:
            self.command(0xA0, 0xC0)
        else:
            self.command(0xA1, 0xC8)

    def show(self):
        """Bring the frame to the display, a page at a time."""
        if self.timer is None:
            self.timer = self.node.every(STEP_MS, self.send_page)

    def send_page(self):
        for _ in range(self.pages):
            page = self.page
            self.page = (page + 1) % self.pages
            data = self.buffer[page * WIDTH : (page + 1) * WIDTH]
            if data != self.sent[page]:
                self.command(0x22, page, self.pages - 1, 0x21, 0, WIDTH - 1)
                self.bus.writeto(self.address, b"\x40" + data)
                self.sent[page] = data
                return
        # Everything is there. What was in its memory before is never seen.
        if not self.is_on:
            self.is_on = True
            self.command(0xAF)
        self.node.cancel(self.timer)
        self.timer = None

    def off(self):
        self.command(0xAE)
        self.is_on = False
