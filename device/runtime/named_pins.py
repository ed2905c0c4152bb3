"""Numbers for pins on firmware that knows its pins by name only: STM32.

A pin's number is port * 16 + pin, so PA0 is 0 and PB3 is 19. The graph, the
drivers and the studio then know one kind of pin.
"""


def number_pins(Pin):
    """Let `Pin(19)` mean PB3. Names go on to mean what they did."""
    Pin.mapper(lambda pin: cpu_pin(Pin, pin) if isinstance(pin, int) else None)


def cpu_pin(Pin, number):
    name = "ABCDEFGHIJK"[number >> 4] + str(number & 15)
    try:
        return getattr(Pin.cpu, name)
    except AttributeError:
        raise ValueError("this chip has no pin P" + name)
