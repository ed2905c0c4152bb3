"""Cards and tags at 13.56 MHz with an MFRC522, by ISO/IEC 14443-3 type A."""

from runtime.node import Node

# Registers and commands: data sheet MFRC522, revision 3.9.
COMMAND = 0x01
COM_IRQ = 0x04
ERROR = 0x06
FIFO_DATA = 0x09
FIFO_LEVEL = 0x0A
BIT_FRAMING = 0x0D
MODE = 0x11
TX_CONTROL = 0x14
TX_ASK = 0x15
VERSION = 0x37
IDLE = 0x00
TRANSCEIVE = 0x0C
SOFT_RESET = 0x0F
RECEIVED = 0x20
ERRORS = 0x1B  # overflow, collision, parity, protocol

WAKE_UP = b"\x52"  # reaches cards that were sent to sleep, too
SELECT = b"\x93\x95\x97"  # one for each four bytes of a number
START_MS = 50
EXCHANGE_MS = 4  # the longest answer takes 2
MISSES = 2  # a card that did not answer once was held badly


def with_crc(frame):
    """A frame with the checksum of cards, CRC_A."""
    crc = 0x6363
    for byte in frame:
        byte ^= crc & 0xFF
        byte = (byte ^ byte << 4) & 0xFF
        crc = crc >> 8 ^ byte << 8 ^ byte << 3 ^ byte >> 4
    return frame + bytes((crc & 0xFF, crc >> 8 & 0xFF))


class Driver(Node):
    def start(self):
        self.chip = None
        self.chip = self.spi(4_000_000)
        self.two = bytearray(2)
        self.uid = None
        self.misses = 0
        self.is_busy = False
        self.write(COMMAND, SOFT_RESET)
        self.after(START_MS, self.set_up)

    def write(self, register, value):
        self.two[0] = register << 1
        self.two[1] = value
        with self.chip as bus:
            bus.write(self.two)

    def read(self, register):
        self.two[0] = 0x80 | register << 1
        self.two[1] = 0
        with self.chip as bus:
            bus.write_readinto(self.two, self.two)
        return self.two[1]

    def set_up(self):
        if self.read(VERSION) in (0x00, 0xFF):
            raise OSError("no MFRC522 answers: check the wiring")
        self.write(TX_ASK, 0x40)
        self.write(MODE, 0x3D)
        self.write(TX_CONTROL, 0x83)  # the antenna, on
        self.emit("present", False)
        self.every(self.properties["intervalMs"], self.look)

    # One exchange with a card after the other -------------------------------

    def exchange(self, frame, then, last_bits=0):
        """Send a frame, and call `then` with the answer; None for none."""
        self.write(COMMAND, IDLE)
        self.write(COM_IRQ, 0x7F)
        self.write(FIFO_LEVEL, 0x80)
        with self.chip as bus:
            bus.write(bytes((FIFO_DATA << 1,)) + frame)
        self.write(COMMAND, TRANSCEIVE)
        self.write(BIT_FRAMING, 0x80 | last_bits)
        self.after(EXCHANGE_MS, lambda: then(self.answer()))

    def answer(self):
        self.write(BIT_FRAMING, 0)
        if not self.read(COM_IRQ) & RECEIVED or self.read(ERROR) & ERRORS:
            return None
        return bytes([self.read(FIFO_DATA) for _ in range(self.read(FIFO_LEVEL))])

    def look(self):
        if self.is_busy:
            return
        self.is_busy = True
        self.level = 0
        self.number = b""
        self.exchange(WAKE_UP, self.on_card, 7)

    def on_card(self, answer):
        if answer is None or len(answer) != 2:
            self.nobody()
        else:
            self.ask_number()

    def ask_number(self):
        self.exchange(bytes((SELECT[self.level], 0x20)), self.on_number)

    def on_number(self, answer):
        if answer is None or len(answer) != 5:
            self.nobody()
            return
        a, b, c, d, check = answer
        if a ^ b ^ c ^ d != check:
            self.nobody()
            return
        self.part = answer
        self.exchange(with_crc(bytes((SELECT[self.level], 0x70)) + answer), self.on_selected)

    def on_selected(self, answer):
        if answer is None or len(answer) != 3 or with_crc(answer[:1]) != answer:
            self.nobody()
        elif answer[0] & 0x04:  # the first byte was only a mark: more follows
            self.number += self.part[1:4]
            self.level += 1
            if self.level == len(SELECT):
                self.nobody()
            else:
                self.ask_number()
        else:
            self.number += self.part[:4]
            self.exchange(with_crc(b"\x50\x00"), self.on_halted)

    def on_halted(self, _):  # a card that goes to sleep says nothing
        self.is_busy = False
        self.misses = 0
        uid = ":".join(["%02X" % byte for byte in self.number])
        if uid == self.uid:
            return
        if self.uid is not None:
            self.emit("removed")
        else:
            self.emit("present", True)
        self.uid = uid
        self.emit("uid", uid)

    def nobody(self):
        self.is_busy = False
        self.misses += 1
        if self.uid is not None and self.misses >= MISSES:
            self.uid = None
            self.emit("present", False)
            self.emit("removed")

    def stop(self):
        if self.chip is not None:
            self.write(TX_CONTROL, 0x80)
