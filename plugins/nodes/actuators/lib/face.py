"""Faces for the 21 emotions, drawn with lines and discs into a framebuf.

A face is two eyes, a mouth, and something beside them. All sizes are pixels and
relative to the middle of the eye or mouth.
"""

from math import cos, pi, sin

EYE_DISTANCE = 25  # from the middle of the face to the middle of an eye

# emotion: (left eye, right eye, mouth, extra)
FACES = {
    "neutral": ("open", "open", "line", None),
    "happy": ("arch", "arch", "smile", None),
    "laughing": ("squint-left", "squint-right", "laugh", None),
    "funny": ("open", "arch", "laugh", None),
    "sad": ("open", "open", "frown", "sad-brows"),
    "angry": ("open", "open", "frown", "angry-brows"),
    "crying": ("bowl", "bowl", "frown", "tears"),
    "loving": ("heart", "heart", "smile", None),
    "embarrassed": ("aside", "aside", "wave", "blush"),
    "surprised": ("wide", "wide", "small-o", None),
    "shocked": ("ring", "ring", "big-o", None),
    "thinking": ("up", "up", "side", "dots"),
    "winking": ("open", "wink", "smile", None),
    "cool": (None, None, "smirk", "glasses"),
    "relaxed": ("bowl", "bowl", "smile", None),
    "delicious": ("arch", "arch", "tongue", None),
    "kissy": ("open", "wink", "kiss", "small-heart"),
    "confident": ("half", "half", "smirk", "brows"),
    "sleepy": ("closed", "closed", "small-o", "zzz"),
    "silly": ("wide", "small", "tongue", None),
    "confused": ("wide", "small", "wave", "question"),
}

# Eyes that a blink closes.
BLINKING = ("open", "wide", "ring", "aside", "up", "half", "small")


def disc(frame, x, y, radius_x, radius_y, color=1):
    """A filled ellipse."""
    x, y = int(x), int(y)
    for row in range(-radius_y, radius_y + 1):
        part = 1 - (row / (radius_y + 0.5)) ** 2
        half = int(radius_x * part**0.5 + 0.5)
        frame.hline(x - half, y + row, 2 * half + 1, color)


def arc(frame, x, y, radius_x, radius_y, start, end, thick=3):
    """A thick piece of an ellipse; angles in turns, clockwise from the right."""
    steps = max(8, int((radius_x + radius_y) * abs(end - start) * 4))
    back = thick // 2
    for step in range(steps + 1):
        angle = 2 * pi * (start + (end - start) * step / steps)
        frame.fill_rect(
            int(x + radius_x * cos(angle) + 0.5) - back,
            int(y + radius_y * sin(angle) + 0.5) - back,
            thick,
            thick,
            1,
        )


def stroke(frame, x0, y0, x1, y1, thick=3):
    """A thick line."""
    steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    back = thick // 2
    for step in range(steps + 1):
        x = x0 + (x1 - x0) * step // steps
        y = y0 + (y1 - y0) * step // steps
        frame.fill_rect(x - back, y - back, thick, thick, 1)


def heart(frame, x, y, size):
    disc(frame, x - size // 2, y - size // 3, size // 2, size // 2)
    disc(frame, x + size // 2, y - size // 3, size // 2, size // 2)
    for row in range(size + 1):
        half = size - row
        frame.hline(x - half, y + row - size // 6, 2 * half + 1, 1)


def eye(frame, shape, x, y, openness):
    if shape in BLINKING and openness < 0.25:
        shape = "closed"
    if shape == "open":
        disc(frame, x, y, 7, max(1, int(10 * openness)))
    elif shape == "wide":
        disc(frame, x, y, 10, max(1, int(13 * openness)))
        disc(frame, x + 3, y - 4, 3, 3, 0)
    elif shape == "small":
        disc(frame, x, y, 5, max(1, int(6 * openness)))
    elif shape == "ring":
        disc(frame, x, y, 12, max(2, int(14 * openness)))
        disc(frame, x, y, 9, max(1, int(11 * openness)), 0)
        disc(frame, x, y, 3, 3)
    elif shape == "half":
        disc(frame, x, y, 9, 9)
        frame.fill_rect(x - 10, y - 11, 21, 9, 0)
        frame.fill_rect(x - 9, y - 3, 19, 2, 1)
    elif shape in ("aside", "up"):
        height = max(2, int(11 * openness))
        disc(frame, x, y, 9, height)
        disc(frame, x + 4, y - 3 if shape == "up" else y + 2, 3, 4, 0)
    elif shape == "arch":
        arc(frame, x, y + 5, 10, 11, 0.53, 0.97, 4)
    elif shape == "bowl":
        arc(frame, x, y - 3, 10, 8, 0.03, 0.47, 4)
    elif shape == "closed":
        frame.fill_rect(x - 9, y, 19, 3, 1)
    elif shape == "wink":
        arc(frame, x, y + 4, 10, 7, 0.53, 0.97, 3)
    elif shape == "squint-left":
        stroke(frame, x - 8, y - 7, x + 7, y)
        stroke(frame, x + 7, y, x - 8, y + 7)
    elif shape == "squint-right":
        stroke(frame, x + 8, y - 7, x - 7, y)
        stroke(frame, x - 7, y, x + 8, y + 7)
    elif shape == "heart":
        heart(frame, x, y, 10)


def mouth(frame, shape, x, y):
    if shape == "line":
        frame.fill_rect(x - 10, y, 21, 3, 1)
    elif shape == "smile":
        arc(frame, x, y - 6, 15, 10, 0.05, 0.45, 3)
    elif shape == "smirk":
        stroke(frame, x - 10, y + 1, x + 2, y + 2)
        arc(frame, x + 2, y - 4, 10, 6, 0.02, 0.25, 3)
    elif shape == "side":
        stroke(frame, x + 2, y + 1, x + 14, y - 2)
    elif shape == "laugh":
        disc(frame, x, y - 3, 16, 11)
        frame.fill_rect(x - 17, y - 15, 35, 11, 0)
    elif shape == "frown":
        arc(frame, x, y + 8, 13, 9, 0.56, 0.94, 3)
    elif shape == "wave":
        for step in range(-14, 15):
            frame.fill_rect(x + step, int(y + 3 * sin(step / 3)), 3, 3, 1)
    elif shape == "small-o":
        disc(frame, x, y, 5, 5)
        disc(frame, x, y, 2, 2, 0)
    elif shape == "big-o":
        disc(frame, x, y, 8, 8)
        disc(frame, x, y, 5, 5, 0)
    elif shape == "kiss":
        arc(frame, x, y - 4, 4, 3, -0.3, 0.25, 3)
        arc(frame, x, y + 3, 4, 3, -0.25, 0.3, 3)
    elif shape == "tongue":
        arc(frame, x, y - 7, 15, 9, 0.05, 0.45, 3)
        disc(frame, x + 5, y + 4, 5, 5)
        frame.vline(x + 5, y + 2, 5, 0)


def extra(frame, what, x, eye_y, mouth_y):
    left, right = x - EYE_DISTANCE, x + EYE_DISTANCE
    if what == "sad-brows":
        stroke(frame, left - 9, eye_y - 11, left + 8, eye_y - 16)
        stroke(frame, right + 9, eye_y - 11, right - 8, eye_y - 16)
    elif what == "brows":
        stroke(frame, left - 9, eye_y - 10, left + 9, eye_y - 10)
        stroke(frame, right - 9, eye_y - 14, right + 9, eye_y - 11)
    elif what == "tears":
        for side in (left, right):
            frame.fill_rect(side - 1, eye_y + 9, 3, 7, 1)
            disc(frame, side, eye_y + 18, 3, 3)
    elif what == "blush":
        for side in (left - 10, right + 4):
            for line in range(3):
                stroke(frame, side + line * 5, eye_y + 19, side + line * 5 + 3, eye_y + 14, 1)
    elif what == "dots":
        for index, size in enumerate((2, 3, 4)):
            disc(frame, x + 42 + index * 4 + index, eye_y + 6 - index * 9, size, size)
    elif what == "glasses":
        for side in (left, right):
            disc(frame, side, eye_y, 17, 9)
            frame.fill_rect(side - 17, eye_y - 10, 35, 9, 1)
        frame.fill_rect(left, eye_y - 10, 2 * EYE_DISTANCE, 4, 1)
        for side in (left, right):
            for line in range(4):
                frame.line(side - 11 + line, eye_y + 2, side - 5 + line, eye_y - 5, 0)
    elif what == "small-heart":
        heart(frame, x + 18, mouth_y - 1, 6)
    elif what == "zzz":
        for index, size in enumerate((5, 7, 9)):
            zx, zy = x + 40 + index * 8, eye_y + 2 - index * 8
            frame.hline(zx, zy, size, 1)
            frame.line(zx + size - 1, zy, zx, zy + size - 1, 1)
            frame.hline(zx, zy + size - 1, size, 1)
    elif what == "question":
        arc(frame, x + 52, eye_y - 7, 5, 5, -0.5, 0.25, 3)
        stroke(frame, x + 52, eye_y - 1, x + 52, eye_y + 3, 3)
        frame.fill_rect(x + 51, eye_y + 8, 3, 3, 1)


def draw_face(frame, emotion, width, height, openness):
    """Draws a face into the upper `height` rows. `openness` closes the eyes for
    a blink: 1.0 open, 0.0 closed. A word that is no emotion looks neutral."""
    left, right, lips, what = FACES.get(emotion, FACES["neutral"])
    x = width // 2
    eye_y = height * 22 // 64
    mouth_y = height * 50 // 64
    if left:
        eye(frame, left, x - EYE_DISTANCE, eye_y, openness)
    if right:
        eye(frame, right, x + EYE_DISTANCE, eye_y, openness)
    mouth(frame, lips, x, mouth_y)
    if what:
        if what == "angry-brows":
            angry_lids(frame, x, eye_y)
        else:
            extra(frame, what, x, eye_y, mouth_y)


def angry_lids(frame, x, eye_y):
    """Lids that cut the eyes from above, and the brows along the cut."""
    for side, inner in ((x - EYE_DISTANCE, 1), (x + EYE_DISTANCE, -1)):
        for column in range(-11, 12):
            edge = eye_y - 4 + column * inner // 3
            frame.vline(side + column, eye_y - 14, edge - eye_y + 14, 0)
            frame.vline(side + column, edge - 5, 4, 1)
