"""Words on an SSD1306 display."""

import framebuf
from drivers.lib_actuators_ssd1306 import Display
from runtime.node import Node

LETTER = 8  # pixels, both ways
TITLE_HEIGHT = 11
LARGEST = 4


def wrapped(text, columns):
    """The text as lines of at most that many letters, broken between words
    where that is possible."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            while len(word) > columns:
                if line:
                    lines.append(line)
                    line = ""
                lines.append(word[:columns])
                word = word[columns:]
            if not line:
                line = word
            elif len(line) + 1 + len(word) <= columns:
                line += " " + word
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return lines


def printable(text):
    """The built-in font has the letters of ASCII only."""
    return "".join([letter if letter == "\n" or " " <= letter <= "~" else "?" for letter in text])


class Driver(Node):
    def start(self):
        self.display = None
        self.display = Display(self, 32 if self.properties["height"] < 48 else 64)
        self.display.contrast(self.properties["contrast"])
        self.display.flip(self.properties["upsideDown"])
        self.text = self.properties["text"]
        self.title = self.properties["title"]
        self.letter_buffer = bytearray(LETTER * LETTER // 8)
        self.letter = framebuf.FrameBuffer(self.letter_buffer, LETTER, LETTER, framebuf.MONO_VLSB)
        self.draw()

    def receive(self, port, value):
        if port == "text":
            self.text = value
        elif port == "title":
            self.title = value
        else:
            self.text = ""
        self.draw()

    def changed(self, name, value):
        if name == "contrast":
            self.display.contrast(value)
            return
        if name == "upsideDown":
            self.display.flip(value)
            # Rows turn at once, columns only with the next picture.
            self.display.sent = [None] * self.display.pages
        elif name == "text":
            self.text = value
        elif name == "title":
            self.title = value
        self.draw()

    def draw(self):
        display = self.display
        frame = display.frame
        frame.fill(0)
        top = 0
        if self.title:
            title = printable(self.title)[: display.width // LETTER]
            frame.text(title, (display.width - LETTER * len(title)) // 2, 0)
            frame.hline(0, TITLE_HEIGHT - 2, display.width, 1)
            top = TITLE_HEIGHT + 1
        if self.text:
            self.draw_text(printable(self.text), top, display.height - top)
        display.show()

    def fit(self, text, height):
        """The largest size at which the text fits without a broken word."""
        longest = max([len(word) for word in text.replace("\n", " ").split(" ")])
        for size in range(LARGEST, 1, -1):
            columns = self.display.width // (LETTER * size)
            if longest <= columns and len(wrapped(text, columns)) * LETTER * size <= height:
                return size
        return 1

    def draw_text(self, text, top, height):
        size = self.properties["size"]
        size = self.fit(text, height) if size == "auto" else int(size)
        step = LETTER * size
        lines = wrapped(text, self.display.width // step)[: max(1, height // step)]
        # A little air between the lines where there is room for it.
        air = min(size * 2, (height - step * len(lines)) // len(lines))
        y = top + (height - (step + air) * len(lines) + air) // 2
        for line in lines:
            x = 0
            if self.properties["align"] == "center":
                x = (self.display.width - step * len(line)) // 2
            self.draw_line(line, x, y, size)
            y += step + air

    def draw_line(self, line, x, y, size):
        if size == 1:
            self.display.frame.text(line, x, y)
            return
        fill = self.display.frame.fill_rect
        for letter in line:
            if letter != " ":
                self.letter.fill(0)
                self.letter.text(letter, 0, 0)
                for column in range(LETTER):
                    bits = self.letter_buffer[column]
                    row = 0
                    while bits:
                        if bits & 1:
                            fill(x + column * size, y + row * size, size, size, 1)
                        bits >>= 1
                        row += 1
            x += LETTER * size

    def stop(self):
        if self.display is not None:
            self.display.off()
