"""Reading an analog pin the same way on every chip."""

from machine import ADC, Pin


def open_adc(number):
    """An ADC on the pin, over the full range of 0 to 3.3 V where the chip
    lets one choose (ESP32 measures up to 1 V without attenuation)."""
    adc = ADC(Pin(number))
    if hasattr(ADC, "ATTN_11DB"):
        adc.atten(ADC.ATTN_11DB)
    return adc


def read_fraction(adc, samples=4):
    """The mean of a few readings, 0.0 to 1.0 of full scale."""
    total = 0
    for _ in range(samples):
        total += adc.read_u16()
    return total / (samples * 65535)


class Deadband:
    """Lets a value pass when it moved far enough since it last passed."""

    def __init__(self):
        self.last = None

    def passes(self, value, width):
        if self.last is not None and abs(value - self.last) < width:
            return False
        if value == self.last:
            return False
        self.last = value
        return True
