# The part of `machine` that carries sound.
import _board
import board_wait
from board_pins import number_of
from uctypes import addressof as _address

# Timers of the board that belong to a stream: behind those of programs, before the watchdog.
_FIRST_TIMER = 0xF000
_TIMER_EVENT = 2 << 16


class I2S:
    RX = 16
    TX = 0
    MONO = 0
    STEREO = 1

    def __init__(self, id, *, sck, ws, sd, mck=None, mode, bits, format, rate, ibuf):
        if not 0 <= id < 256:
            raise ValueError("invalid id")
        self._id = id
        self.init(sck=sck, ws=ws, sd=sd, mck=mck, mode=mode, bits=bits, format=format, rate=rate, ibuf=ibuf)

    def init(self, *, sck, ws, sd, mck=None, mode, bits, format, rate, ibuf):
        if mode not in (I2S.RX, I2S.TX):
            raise ValueError("invalid mode")
        if bits not in (16, 32) or format not in (I2S.MONO, I2S.STEREO) or rate <= 0 or ibuf <= 0:
            raise ValueError("invalid I2S settings")
        self._mode = mode
        self._bits = bits
        channels = 2 if format == I2S.STEREO else 1
        self._frame = bits // 8 * channels
        self.irq(None)
        _board.i2s_open(
            self._id, number_of(sck), number_of(ws), number_of(sd), bits, channels, rate, ibuf
        )

    def irq(self, handler):
        if handler is not None and not callable(handler):
            raise ValueError("invalid callback")
        self._handler = handler
        _board.timer_clear(_FIRST_TIMER | self._id)
        board_wait.handlers.pop(_TIMER_EVENT | _FIRST_TIMER | self._id, None)

    def _check(self, mode, buf):
        """The length of a buffer in bytes, also of an array."""
        if self._mode != mode:
            raise OSError(1)
        length = len(bytes(buf))
        if length % self._frame:
            raise OSError(22)
        return length

    def _call_at(self, due, call):
        """Calls in the context of the program's next wait, as the scheduler of a board does."""
        number = _FIRST_TIMER | self._id
        board_wait.handlers[_TIMER_EVENT | number] = call
        _board.timer(number, float(max(due - _board.now(), 0)), 0)

    def write(self, buf):
        if not self._check(I2S.TX, buf):
            return 0
        data = bytes(buf)
        taken = _board.i2s_write(self._id, _address(data), len(data))
        if self._handler is None:
            board_wait.until(max(taken, 0), 0)
        else:
            self._call_at(taken, lambda: self._handler(self))
        return len(data)

    def readinto(self, buf):
        length = self._check(I2S.RX, buf)
        if not length:
            return 0
        ready = _board.i2s_begin(self._id, length)
        if self._handler is None:
            board_wait.until(ready, 0)
            _board.i2s_read(self._id, _address(buf), length)
        else:

            def filled():
                _board.i2s_read(self._id, _address(buf), length)
                self._handler(self)

            self._call_at(ready, filled)
        return length

    @staticmethod
    def shift(*, buf, bits, shift):
        import struct

        code = "<%d%s" % (len(buf) * 8 // bits, "h" if bits == 16 else "i")
        half = 1 << (bits - 1)
        values = struct.unpack(code, buf)
        moved = [value << shift if shift >= 0 else value >> -shift for value in values]
        # What does not fit wraps around, as in the firmware.
        buf[:] = struct.pack(code, *[(value + half) % (2 * half) - half for value in moved])

    def deinit(self):
        self.irq(None)
