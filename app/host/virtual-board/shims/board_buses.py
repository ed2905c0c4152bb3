# The part of `machine` that stands on buses: I²C, and sound by I²S.
import _board
import board_wait
from board_pins import number_of
from uctypes import addressof as _address


class I2C:
    def __init__(self, id=-1, scl=None, sda=None, *, freq=400000, timeout=50000):
        if id not in _i2c_pins and (scl is None or sda is None):
            raise ValueError("I2C needs sda and scl")
        default_sda, default_scl = _i2c_pins.get(id, (None, None))
        self._sda = default_sda if sda is None else number_of(sda)
        self._scl = default_scl if scl is None else number_of(scl)
        if id != -1:
            _i2c_pins[id] = (self._sda, self._scl)

    def init(self, *, scl=None, sda=None, freq=400000):
        if sda is not None:
            self._sda = number_of(sda)
        if scl is not None:
            self._scl = number_of(scl)

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


class I2S:
    """Sound out and in. Nobody listens and nobody speaks: what is written takes the time that it would take to play,
    what is read is silence of that length."""

    RX = 16
    TX = 0
    MONO = 0
    STEREO = 1

    def __init__(self, id, *, sck, ws, sd, mck=None, mode, bits, format, rate, ibuf):
        self._id = id
        self.init(sck=sck, ws=ws, sd=sd, mck=mck, mode=mode, bits=bits, format=format, rate=rate, ibuf=ibuf)

    def init(self, *, sck, ws, sd, mck=None, mode, bits, format, rate, ibuf):
        if bits not in (16, 32) or rate <= 0 or ibuf <= 0:
            raise ValueError("invalid I2S settings")
        self._bytes_per_ms = rate * bits // 8 * (2 if format == I2S.STEREO else 1) / 1000
        self._buffer_ms = ibuf / self._bytes_per_ms
        self._busy_until = 0

    def write(self, buf):
        now = _board.now()
        self._busy_until = max(self._busy_until, now) + len(buf) / self._bytes_per_ms
        board_wait.until(max(self._busy_until - self._buffer_ms, 0), 0)
        return len(buf)

    def readinto(self, buf):
        buf[:] = bytes(len(buf))
        board_wait.wait_ms(len(buf) / self._bytes_per_ms)
        return len(buf)

    @staticmethod
    def shift(*, buf, bits, shift):
        import struct

        code = "<%d%s" % (len(buf) * 8 // bits, "h" if bits == 16 else "i")
        low, high = -(1 << (bits - 1)), (1 << (bits - 1)) - 1
        values = struct.unpack(code, buf)
        moved = [value << shift if shift >= 0 else value >> -shift for value in values]
        buf[:] = struct.pack(code, *[min(max(value, low), high) for value in moved])

    def deinit(self):
        pass
