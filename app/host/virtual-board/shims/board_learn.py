# A module that calls on while it is imported or run as a file; see board_setup.
import _board

_board.learn()


def teach(call):
    _board.learn()
    call()
