# The part of `machine` that stands on buses of bytes: I²C, SPI and UART.
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


class SPI:
    MSB = 0
    LSB = 1
    CONTROLLER = 0

    def __init__(
        self,
        id=-1,
        baudrate=None,
        *,
        polarity=0,
        phase=0,
        bits=8,
        firstbit=MSB,
        sck=None,
        mosi=None,
        miso=None
    ):
        if id not in _spi_pins and (sck is None or id == -1 and mosi is None):
            raise ValueError("SPI needs its pins")
        self._id = id
        self._pins = list(_spi_pins.get(id, (-1, -1, -1)))
        self._baudrate = 1000000
        self._polarity = self._phase = 0
        self.init(
            baudrate,
            polarity=polarity,
            phase=phase,
            bits=bits,
            firstbit=firstbit,
            sck=sck,
            mosi=mosi,
            miso=miso,
        )

    def init(
        self,
        baudrate=None,
        *,
        polarity=None,
        phase=None,
        bits=8,
        firstbit=MSB,
        sck=None,
        mosi=None,
        miso=None
    ):
        if bits != 8 or firstbit != SPI.MSB:
            raise NotImplementedError("the virtual board shifts 8 bits, the most significant first")
        for index, pin in enumerate((sck, mosi, miso)):
            if pin is not None:
                self._pins[index] = number_of(pin)
        if self._id != -1:
            _spi_pins[self._id] = tuple(self._pins)
        if baudrate is not None:
            if baudrate <= 0:
                raise ValueError("invalid baudrate")
            self._baudrate = baudrate
        if polarity is not None:
            self._polarity = polarity
        if phase is not None:
            self._phase = phase

    def deinit(self):
        pass

    def _transfer(self, data):
        if len(data):
            sck, mosi, miso = self._pins
            mode = self._polarity * 2 + self._phase
            _board.spi(sck, mosi, miso, mode, self._baudrate, _address(data), len(data))

    def write(self, buf):
        self._transfer(bytearray(buf))

    def read(self, nbytes, write=0):
        data = bytearray(bytes((write,)) * nbytes)
        self._transfer(data)
        return bytes(data)

    def readinto(self, buf, write=0):
        buf[:] = self.read(len(buf), write)

    def write_readinto(self, write_buf, read_buf):
        if len(write_buf) != len(read_buf):
            raise ValueError("buffers must be the same length")
        data = bytearray(write_buf)
        self._transfer(data)
        read_buf[:] = data


_spi_pins = {}


class SoftSPI(SPI):
    def __init__(self, baudrate=500000, *, sck=None, mosi=None, miso=None, **settings):
        super().__init__(-1, baudrate, sck=sck, mosi=mosi, miso=miso, **settings)


class UART:
    INV_TX = 1
    INV_RX = 2
    RTS = 1
    CTS = 2

    def __init__(self, id, baudrate=115200, bits=8, parity=None, stop=1, **settings):
        self._id = id
        self._tx, self._rx = _uart_pins.get(id, (-1, -1))
        self.init(baudrate, bits, parity, stop, **settings)

    def init(
        self,
        baudrate=9600,
        bits=8,
        parity=None,
        stop=1,
        *,
        tx=None,
        rx=None,
        rts=None,
        cts=None,
        txbuf=256,
        rxbuf=256,
        timeout=0,
        timeout_char=0,
        invert=0,
        flow=0
    ):
        if baudrate <= 0:
            raise ValueError("invalid baudrate")
        if tx is not None:
            self._tx = number_of(tx)
        if rx is not None:
            self._rx = number_of(rx)
        _uart_pins[self._id] = (self._tx, self._rx)
        self._timeout = timeout
        self._timeout_char = timeout_char
        character = 1 + bits + (parity is not None) + stop
        self._txbuf_ms = txbuf * character * 1000 / baudrate
        _board.uart_open(self._id, self._tx, self._rx, baudrate, character, max(rxbuf, 1))

    def deinit(self):
        pass

    def any(self):
        return _board.uart_any(self._id)

    def _wait(self, ms):
        """True where a byte is there within so many milliseconds."""
        until = _board.now() + ms
        while not _board.uart_any(self._id):
            if _board.now() >= until:
                return False
            board_wait.wait_ms(0.1)
        return True

    def _take(self, buf, count):
        taken = 0
        while taken < count and self._wait(self._timeout_char if taken else self._timeout):
            part = bytearray(count - taken)
            found = _board.uart_read(self._id, _address(part), len(part))
            buf[taken : taken + found] = part[:found]
            taken += found
        return taken

    def read(self, nbytes=-1):
        if nbytes is None or nbytes < 0:
            if not self._wait(self._timeout):
                return None
            nbytes = _board.uart_any(self._id)
        data = bytearray(nbytes)
        taken = self._take(data, nbytes)
        return bytes(data[:taken]) if taken else None

    def readinto(self, buf, nbytes=None):
        data = bytearray(len(buf) if nbytes is None else min(nbytes, len(buf)))
        taken = self._take(data, len(data))
        buf[:taken] = data[:taken]
        return taken or None

    def readline(self):
        line = bytearray()
        one = bytearray(1)
        while self._wait(self._timeout_char if line else self._timeout):
            _board.uart_read(self._id, _address(one), 1)
            line.extend(one)
            if one[0] == 10:
                break
        return bytes(line) if line else None

    def write(self, buf):
        data = buf.encode() if isinstance(buf, str) else bytes(buf)
        if data:
            sent = _board.uart_write(self._id, _address(data), len(data))
            # What the buffer has no room for holds the program.
            board_wait.until(max(sent - self._txbuf_ms, 0), 0)
        return len(data)

    def flush(self):
        board_wait.until(_board.uart_sent(self._id), 0)

    def txdone(self):
        return _board.uart_sent(self._id) <= _board.now()

    def sendbreak(self):
        pass


_uart_pins = {}
