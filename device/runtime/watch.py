"""Shows the studio what passes through ports: the newest value of each, at a
rate that the studio asked for."""

VALUES_PER_FRAME = 24


class Watch:
    def __init__(self):
        self.is_on = False  # so that who notes values can skip the call
        self._ports = None  # None: all
        self._period_ms = 0
        self._due = 0
        self._places = {}  # (node, port) -> place in _values
        self._values = []  # [node, port, value, ms], in order of first change

    def set(self, ports, rate_hz):
        """Watch `ports`: "all", or a list of [node, port]; an empty list stops.

        Raises ValueError where a rate or a port is not one.
        """
        if not rate_hz > 0:
            raise ValueError("a rate of %s" % rate_hz)
        if ports != "all":
            ports = {(node, port) for node, port in ports}
        self._period_ms = 1000 / rate_hz
        self._due = 0
        self._ports = None if ports == "all" else ports
        self.is_on = ports == "all" or len(ports) > 0
        self._places = {}
        self._values = []

    def note(self, node, port, value, ms):
        """A value was emitted by an output or has arrived at an input."""
        key = (node, port)
        if self._ports is not None and key not in self._ports:
            return
        place = self._places.get(key)
        if place is None:
            self._places[key] = len(self._values)
            self._values.append([node, port, value, ms])
        else:
            entry = self._values[place]
            entry[2], entry[3] = value, ms

    def take(self, now):
        """The values that are to be shown now, as lists of limited length."""
        if not self._values or now < self._due:
            return ()
        self._due = now + self._period_ms
        values = self._values
        self._places = {}
        self._values = []
        return [
            values[at : at + VALUES_PER_FRAME] for at in range(0, len(values), VALUES_PER_FRAME)
        ]

    def idle_ms(self, now, longest):
        """How long nothing will be to show, at most `longest` milliseconds."""
        if not self._values:
            return longest
        return max(0, min(longest, int(self._due - now) + 1))
