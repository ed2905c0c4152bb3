import _board
import board_wait
from uctypes import addressof as _address

_handlers = board_wait.handlers
_PIN_EVENT = 1 << 16
_TIMER_EVENT = 2 << 16

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5

_frequency = 160000000


def reset():
    _board.hard_reset()


def soft_reset():
    raise SystemExit


def reset_cause():
    return _board.reset_cause()


def unique_id():
    # Eight bytes that follow from the board's name, so that they last.
    import hashlib

    return hashlib.sha256(_board.board_id.encode()).digest()[:8]


def freq(hertz=None):
    global _frequency
    if hertz is None:
        return _frequency
    _frequency = hertz


def idle():
    board_wait.wait_ms(1)


def lightsleep(ms=-1):
    board_wait.until(-1 if ms < 0 else _board.now() + ms, 0)


def deepsleep(ms=-1):
    lightsleep(ms)
    reset()


def disable_irq():
    return True


def enable_irq(state=True):
    pass


def time_pulse_us(pin, level, timeout_us=1000000):
    # The virtual pins carry no pulses that are shorter than a turn of the program.
    return -2


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


def _number_of(pin):
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
        self._number = _number_of(pin)
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
        self._number = _number_of(pin)
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


class I2C:
    def __init__(self, id=-1, scl=None, sda=None, *, freq=400000, timeout=50000):
        if id not in _i2c_pins and (scl is None or sda is None):
            raise ValueError("I2C needs sda and scl")
        default_sda, default_scl = _i2c_pins.get(id, (None, None))
        self._sda = default_sda if sda is None else _number_of(sda)
        self._scl = default_scl if scl is None else _number_of(scl)
        if id != -1:
            _i2c_pins[id] = (self._sda, self._scl)

    def init(self, *, scl=None, sda=None, freq=400000):
        if sda is not None:
            self._sda = _number_of(sda)
        if scl is not None:
            self._scl = _number_of(scl)

    def deinit(self):
        pass

    def scan(self):
        found = []
        address = _board.i2c_next(self._sda, self._scl, 0)
        while address >= 0:
            found.append(address)
            address = _board.i2c_next(self._sda, self._scl, address + 1)
        return found

    def _write(self, device, data):
        # An empty buffer has no address of its own.
        count = _board.i2c_write(self._sda, self._scl, device, _address(data) if len(data) else 0, len(data))
        if count < 0:
            raise OSError(-count)
        return count

    def _read(self, device, data):
        count = _board.i2c_read(self._sda, self._scl, device, _address(data) if len(data) else 0, len(data))
        if count < 0:
            raise OSError(-count)

    def writeto(self, addr, buf, stop=True):
        return self._write(addr, buf.encode() if isinstance(buf, str) else bytes(buf))

    def writevto(self, addr, vector, stop=True):
        return self._write(addr, b"".join(bytes(part) for part in vector))

    def readfrom(self, addr, nbytes, stop=True):
        data = bytearray(nbytes)
        self._read(addr, data)
        return bytes(data)

    def readfrom_into(self, addr, buf, stop=True):
        data = bytearray(len(buf))
        self._read(addr, data)
        buf[:] = data

    def _memory_address(self, address, bits):
        return address.to_bytes(bits // 8, "big")

    def writeto_mem(self, addr, memaddr, buf, *, addrsize=8):
        self._write(addr, self._memory_address(memaddr, addrsize) + bytes(buf))

    def readfrom_mem(self, addr, memaddr, nbytes, *, addrsize=8):
        self._write(addr, self._memory_address(memaddr, addrsize))
        return self.readfrom(addr, nbytes)

    def readfrom_mem_into(self, addr, memaddr, buf, *, addrsize=8):
        self._write(addr, self._memory_address(memaddr, addrsize))
        self.readfrom_into(addr, buf)


_i2c_pins = {}


class SoftI2C(I2C):
    def __init__(self, scl, sda, *, freq=400000, timeout=50000):
        super().__init__(-1, scl, sda, freq=freq, timeout=timeout)


class TouchPad:
    def __init__(self, pin):
        self._number = _number_of(pin)
        if _board.touch_read(self._number) < 0:
            raise ValueError("invalid pin for touchpad")

    def read(self):
        return _board.touch_read(self._number)

    def config(self, threshold):
        pass


class Timer:
    ONE_SHOT = 0
    PERIODIC = 1
    _last_virtual = 1000

    def __init__(self, id=-1, **settings):
        if id == -1:
            Timer._last_virtual += 1
            id = Timer._last_virtual
        self._id = id
        if settings:
            self.init(**settings)

    def init(self, *, mode=PERIODIC, freq=-1, period=-1, callback=None, hard=False):
        milliseconds = 1000 / freq if freq > 0 else period
        if milliseconds <= 0:
            raise ValueError("a timer needs a period or a frequency")
        _handlers[_TIMER_EVENT | self._id] = (lambda: callback(self)) if callback else None
        _board.timer(self._id, float(milliseconds), mode)

    def deinit(self):
        _board.timer_clear(self._id)
        _handlers.pop(_TIMER_EVENT | self._id, None)


class WDT:
    def __init__(self, id=0, timeout=5000):
        self._timeout = timeout
        _handlers[_TIMER_EVENT | 0xFFFF] = _board.watchdog_reset
        self.feed()

    def feed(self):
        _board.timer(0xFFFF, float(self._timeout), 0)


class RTC:
    def __init__(self, id=0):
        pass

    def datetime(self, when=None):
        import time

        if when is None:
            year, month, day, hour, minute, second, weekday, _ = time.gmtime()
            return (year, month, day, weekday, hour, minute, second, _board.calendar_microseconds())
        year, month, day, _, hour, minute, second = when[:7]
        seconds = time.mktime((year, month, day, hour, minute, second, 0, 0))
        _board.set_calendar(seconds >> 16, seconds & 0xFFFF)

    def init(self, when):
        self.datetime(when)

    def now(self):
        return self.datetime()


def _absent(name):
    class Absent:
        def __init__(self, *args, **more):
            raise NotImplementedError("machine.%s is not simulated by the virtual board" % name)

    Absent.__name__ = name
    return Absent


UART = _absent("UART")
SPI = _absent("SPI")
SoftSPI = _absent("SoftSPI")
DAC = _absent("DAC")
