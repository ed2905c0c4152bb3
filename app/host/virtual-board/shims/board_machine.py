import _board
import board_wait
from board_buses import I2C, SPI, UART, SoftI2C, SoftSPI
from board_i2s import I2S
from board_pins import ADC, PWM, Pin, Signal, TouchPad

_handlers = board_wait.handlers
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


DAC = _absent("DAC")
