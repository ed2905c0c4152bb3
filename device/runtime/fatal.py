"""What becomes of a program that failed outside of its nodes, where nobody is
there to mend it: the board restarts, after a wait that doubles each time."""

import sys
import time

FIRST_WAIT_S = 2
LONGEST_WAIT_S = 512
SOUND_MS = 600_000  # one that has run so long had nothing to do with the failure before


def recover(error, state, ran_ms, pause=time.sleep_ms):
    """Wait and restart the board. Raises `error` where that would help nobody: a
    trial is judged by whoever pushed it, and a virtual board shows its prompt.
    Ctrl-C ends the wait."""
    if state["state"] != "confirmed" or sys.platform == "webassembly":
        raise error
    sys.print_exception(error)
    seconds = next_wait(state["root"] + "fatal", ran_ms)
    print("cambrian: the program stopped; the board restarts in %d s" % seconds)
    for _ in range(seconds * 10):
        pause(100)
    import machine

    machine.reset()


def next_wait(path, ran_ms):
    """Seconds; kept in the file at `path`, because a reset forgets all else."""
    seconds = FIRST_WAIT_S
    if ran_ms < SOUND_MS:
        try:
            with open(path) as stream:
                seconds = min(LONGEST_WAIT_S, max(FIRST_WAIT_S, 2 * int(stream.read())))
        except (OSError, ValueError):
            pass  # the first time, or a cut while it was written
    try:
        with open(path, "w") as stream:
            stream.write("%d" % seconds)
    except OSError as failure:  # a full file system must not keep the board from restarting
        print("cambrian: %r" % failure)
    return seconds
