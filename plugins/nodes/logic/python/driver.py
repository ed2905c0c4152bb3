count = 0


def receive(port, value):
    """Called with each value that arrives; port is "in1" or "in2"."""
    global count
    count += 1
    if port == "in1":
        emit("out1", value)
    else:
        emit("out2", count)
