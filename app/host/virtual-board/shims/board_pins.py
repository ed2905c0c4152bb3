# The part of `machine` that stands on single pins.
import _board
import board_wait

_handlers = board_wait.handlers
_PIN_EVENT = 1 << 16


class Signal:
    def __init__(self, pin, *args, invert=False, **more):
        self._pin = pin if isinstance(pin, Pin) else Pin(pin, *args, **more)
        self._invert = invert

    def value(self, level=None):
        if level is None:
            return self._pin.value() ^ self._invert
        self._pin.value(bool(level) ^ self._invert)

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_RISING = 1
    IRQ_FALLING = 2

    def __init__(self, id, mode=-1, pull=-1, *, value=None, drive=None, hold=None, alt=None):
        if isinstance(id, Pin):
            id = id._number
        if isinstance(id, str):
            # "LED", "GP4", "GPIO4": a name ends with its number.
            digits = id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
            if not digits:
                raise ValueError("invalid pin")
            id = int(digits)
        if not isinstance(id, int) or not 0 <= id < 65536:
            raise ValueError("invalid pin")
        self._number = id
        self._mode = _modes.get(id, Pin.IN)
        self._pull = -1
        if mode != -1 or pull != -1 or value is not None:
            self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None, drive=None, hold=None, alt=None):
        if mode is not None and mode != -1:
            self._mode = mode
        if pull != -1:
            self._pull = pull
        if value is not None:
            _board.pin_write(self._number, 1 if value else 0)
        _modes[self._number] = self._mode
        _board.pwm(self._number, 0, 0)
        _board.pin_configure(self._number, self._mode, self._pull if self._pull in (1, 2) else 0)

    def value(self, level=None):
        if level is None:
            return _pin_read(self._number)
        _pin_write(self._number, 1 if level else 0)

    __call__ = value

    def on(self):
        _pin_write(self._number, 1)

    def off(self):
        _pin_write(self._number, 0)

    high = on
    low = off

    def toggle(self):
        _pin_write(self._number, 1 - _pin_read(self._number))

    def mode(self, mode=None):
        if mode is None:
            return self._mode
        self.init(mode)

    def pull(self, pull=-2):
        if pull == -2:
            return self._pull if self._pull != -1 else None
        self.init(pull=pull)

    def irq(self, handler=None, trigger=IRQ_RISING | IRQ_FALLING, *, priority=1, wake=None, hard=False):
        event = _PIN_EVENT | self._number
        if handler is None:
            _handlers.pop(event, None)
            _board.pin_trigger(self._number, 0)
        else:
            _handlers[event] = lambda: handler(self)
            _board.pin_trigger(self._number, trigger)
        return self

    def __repr__(self):
        return "Pin(%d)" % self._number


_modes = {}
_pin_read = _board.pin_read
_pin_write = _board.pin_write


def number_of(pin):
    return pin._number if isinstance(pin, Pin) else Pin(pin)._number


class ADC:
    ATTN_0DB = 0
    ATTN_2_5DB = 1
    ATTN_6DB = 2
    ATTN_11DB = 3
    WIDTH_9BIT = 9
    WIDTH_10BIT = 10
    WIDTH_11BIT = 11
    WIDTH_12BIT = 12

    def __init__(self, pin, *, atten=ATTN_11DB, sample_ns=None):
        self._number = number_of(pin)
        self._bits = 12

    def init(self, *, atten=None, sample_ns=None):
        pass

    def read_u16(self):
        return _board.adc_read(self._number)

    def read(self):
        return _board.adc_read(self._number) >> (16 - self._bits)

    def read_uv(self):
        return _board.adc_microvolts(self._number)

    def atten(self, atten):
        pass

    def width(self, bits):
        self._bits = bits


class PWM:
    def __init__(self, pin, freq=None, *, duty=None, duty_u16=None, duty_ns=None, invert=False):
        self._number = number_of(pin)
        self._freq = 5000
        self._duty_u16 = 0
        self._duty_ns = None
        self._invert = invert
        self.init(
            freq=5000 if freq is None else freq,
            duty=duty,
            duty_u16=32768 if duty is None and duty_u16 is None and duty_ns is None else duty_u16,
            duty_ns=duty_ns,
        )

    def init(self, *, freq=None, duty=None, duty_u16=None, duty_ns=None, invert=None):
        if freq is not None:
            self._set_freq(freq)
        if invert is not None:
            self._invert = invert
        if duty is not None:
            self._set_u16(duty * 65535 // 1023)
        if duty_u16 is not None:
            self._set_u16(duty_u16)
        if duty_ns is not None:
            self._duty_ns = duty_ns
        self._apply()

    def _set_freq(self, freq):
        if freq < 1 or freq > 40000000:
            raise ValueError("frequency should be from 1Hz to 40MHz")
        self._freq = freq

    def _set_u16(self, duty):
        if not 0 <= duty <= 65536:
            raise ValueError("duty_u16 should be 0-65535")
        self._duty_u16 = min(duty, 65535)
        self._duty_ns = None

    def _high_ns(self):
        if self._duty_ns is not None:
            return self._duty_ns
        return self._duty_u16 * 1000000000 / (65535 * self._freq)

    def _apply(self):
        high = self._high_ns()
        if self._invert:
            high = 1000000000 / self._freq - high
        _board.pwm(self._number, float(self._freq), float(high))

    def freq(self, freq=None):
        if freq is None:
            return self._freq
        self._set_freq(freq)
        self._apply()

    def duty(self, duty=None):
        if duty is None:
            return round(self.duty_u16() * 1023 / 65535)
        if not 0 <= duty <= 1024:
            raise ValueError("duty should be 0-1023")
        self._set_u16(min(duty, 1023) * 65535 // 1023)
        self._apply()

    def duty_u16(self, duty=None):
        if duty is None:
            if self._duty_ns is None:
                return self._duty_u16
            return min(65535, round(self._duty_ns * self._freq * 65535 / 1000000000))
        self._set_u16(duty)
        self._apply()

    def duty_ns(self, duty=None):
        if duty is None:
            return int(self._high_ns())
        self._duty_ns = duty
        self._apply()

    def deinit(self):
        _board.pwm(self._number, 0, 0)


class TouchPad:
    def __init__(self, pin):
        self._number = number_of(pin)
        if _board.touch_read(self._number) < 0:
            raise ValueError("invalid pin for touchpad")

    def read(self):
        return _board.touch_read(self._number)

    def config(self, threshold):
        pass
