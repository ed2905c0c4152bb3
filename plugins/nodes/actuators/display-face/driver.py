"""A face on an SSD1306 display."""

from random import getrandbits

from drivers.lib_actuators_face import draw_face
from drivers.lib_actuators_ssd1306 import Display
from runtime.node import Node

LETTER = 8
CAPTION_HEIGHT = 10
SCROLL_MS = 60
SCROLL_PIXELS = 3
BLINK_STEP_MS = 45
BLINK = (0.45, 0.0, 0.45, 1.0)  # how far the eyes are open, step by step


class Driver(Node):
    def start(self):
        self.display = None
        self.display = Display(self, 64)
        self.display.contrast(self.properties["contrast"])
        self.display.flip(self.properties["upsideDown"])
        self.emotion = self.properties["emotion"]
        self.caption = ""
        self.scroll = 0
        self.openness = 1.0
        self.caption_timer = None
        self.scroll_timer = None
        self.blink_timer = None
        self.draw()
        self.plan_blink()

    # The face ----------------------------------------------------------------

    def draw(self):
        frame = self.display.frame
        frame.fill(0)
        height = self.display.height
        if self.caption:
            height -= CAPTION_HEIGHT
        draw_face(frame, self.emotion, self.display.width, height, self.openness)
        if self.caption:
            self.draw_caption()
        self.display.show()

    def plan_blink(self):
        self.cancel(self.blink_timer)
        self.blink_timer = None
        if self.properties["blinks"]:
            # Between three quarters and five quarters of the time: regular blinking looks mechanical.
            every = self.properties["blinkEveryMs"]
            wait = every * 3 // 4 + getrandbits(10) * every // 2048
            self.blink_timer = self.after(int(wait), lambda: self.blink(0))

    def blink(self, step):
        self.openness = BLINK[step]
        self.draw()
        if step + 1 < len(BLINK):
            self.blink_timer = self.after(BLINK_STEP_MS, lambda: self.blink(step + 1))
        else:
            self.plan_blink()

    # The caption -------------------------------------------------------------

    def draw_caption(self):
        frame = self.display.frame
        top = self.display.height - LETTER
        frame.fill_rect(0, top - 2, self.display.width, LETTER + 2, 0)
        width = LETTER * len(self.caption)
        x = (self.display.width - width) // 2
        if width > self.display.width:
            x = LETTER - self.scroll
        frame.text(self.caption, x, top)

    def say(self, text):
        self.caption = "".join([letter if " " <= letter <= "~" else "" for letter in text]).strip()
        self.scroll = 0
        self.cancel(self.caption_timer)
        self.cancel(self.scroll_timer)
        self.caption_timer = self.scroll_timer = None
        if self.caption and self.properties["captionMs"] > 0:
            self.caption_timer = self.after(self.properties["captionMs"], lambda: self.say(""))
        if LETTER * len(self.caption) > self.display.width:
            self.scroll_timer = self.every(SCROLL_MS, self.scroll_on)
        self.draw()

    def scroll_on(self):
        self.scroll = (self.scroll + SCROLL_PIXELS) % (LETTER * (len(self.caption) + 2))
        self.draw_caption()
        self.display.show()

    # What arrives ------------------------------------------------------------

    def receive(self, port, value):
        if port == "caption":
            self.say(value)
        else:
            self.emotion = value
            self.draw()

    def changed(self, name, value):
        if name == "emotion":
            self.emotion = value
            self.draw()
        elif name == "contrast":
            self.display.contrast(value)
        elif name in ("blinks", "blinkEveryMs"):
            self.openness = 1.0
            self.draw()
            self.plan_blink()

    def stop(self):
        if self.display is not None:
            self.display.off()
