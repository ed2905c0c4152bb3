# Where every wait of a program ends up.
import _board

_wait = _board.wait
_next_event = _board.next_event
_now = _board.now
_input_waiting = _board.input_waiting

_TIME = 0
_INPUT = 1
_INTERRUPT = 2

# Event number (kind and pin or timer) -> the function that handles it.
handlers = {}


def until(deadline, wants_input):
    """Waits until `deadline` (ms; negative: for ever). True where input came first."""
    while True:
        why = _wait(deadline, wants_input)
        if why == _TIME:
            return False
        if why == _INPUT:
            return True
        if why == _INTERRUPT:
            raise KeyboardInterrupt
        event = _next_event()
        handler = handlers.get(event)
        if handler:
            handler()


def wait_ms(ms):
    until(_now() + ms if ms > 0 else 0, 0)


def input_within(ms):
    """True where a byte can be read; waits for one at most `ms` (negative: for ever)."""
    if _input_waiting():
        return until(0, 1)
    return until(-1 if ms < 0 else _now() + ms, 1)


def read_line(prompt=""):
    """The built-in `input`: echoes, and knows backspace."""
    import sys

    print(prompt, end="")
    line = ""
    while True:
        character = sys.stdin.read(1)
        if character == "\r" or character == "\n":
            print()
            return line
        if character == "\x04":
            raise EOFError
        if character == "\x08" or character == "\x7f":
            if line:
                line = line[:-1]
                print("\x08 \x08", end="")
        elif character >= " ":
            line += character
            print(character, end="")
