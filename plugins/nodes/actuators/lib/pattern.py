"""How a light changes over time. Each pattern is a function of the phase, 0.0 to
1.0 within its period, and gives a brightness of 0.0 to 1.0."""

from math import cos, pi


def steady(phase):
    return 1.0


def blink(phase):
    return 1.0 if phase < 0.5 else 0.0


def breathe(phase):
    return (1 - cos(2 * pi * phase)) / 2


def heartbeat(phase):
    # Two short beats and a long rest.
    for start, height in ((0.0, 1.0), (0.25, 0.7)):
        if start <= phase < start + 0.18:
            return height * (1 - (phase - start) / 0.18)
    return 0.0


PATTERNS = {"steady": steady, "blink": blink, "breathe": breathe, "heartbeat": heartbeat}
