"""The order in which things happen.

One queue of messages, first in, first out, and timers in order of due time,
then of creation. A timer fires only when the queue is empty, so whatever an
event sets off is over before the next one begins. Everything runs to its end.
"""

import time


class Clock:
    """Milliseconds since it was made; unlike `time.ticks_ms` it never wraps."""

    def __init__(self):
        self._ticks = time.ticks_ms()
        self._ms = 0

    def now(self):
        ticks = time.ticks_ms()
        self._ms += time.ticks_diff(ticks, self._ticks)
        self._ticks = ticks
        return self._ms


class Timer:
    """A call in the future. `owner` is whose it is, for `cancel_all`."""

    def __init__(self, timers, owner, call, due, period, order):
        self._timers = timers
        self.owner = owner
        self.call = call
        self.due = due
        self.period = period  # ms; 0: once
        self.order = order

    def cancel(self):
        if self in self._timers:
            self._timers.remove(self)


class Scheduler:
    """Queue and timers.

    `deliver(route, value)` is called for each message and `fire(timer)` for
    each timer that is due. A full queue drops its oldest message and calls
    `dropped()`.
    """

    def __init__(self, clock, capacity, deliver, fire, dropped):
        self._clock = clock
        self._deliver = deliver
        self._fire = fire
        self._dropped = dropped
        self._routes = [None] * capacity  # a ring, so that posting allocates nothing
        self._values = [None] * capacity
        self._first = 0
        self._count = 0
        self._timers = []
        self._order = 0
        self.longest = 0  # the longest queue since someone set this to 0

    def post(self, route, value):
        """Put a message at the end of the queue."""
        capacity = len(self._routes)
        if self._count == capacity:
            self._take()
            self._dropped()
        place = (self._first + self._count) % capacity
        self._routes[place] = route
        self._values[place] = value
        self._count += 1
        if self._count > self.longest:
            self.longest = self._count

    def _take(self):
        place = self._first
        route, value = self._routes[place], self._values[place]
        self._routes[place] = self._values[place] = None
        self._first = (place + 1) % len(self._routes)
        self._count -= 1
        return route, value

    def add_timer(self, owner, ms, call, repeat):
        """Call `call()` in `ms` milliseconds, again and again if `repeat`."""
        ms = int(ms)
        if repeat and ms < 1 or ms < 0:
            raise ValueError("a timer of %d ms" % ms)
        self._order += 1
        timer = Timer(
            self._timers, owner, call, self._clock.now() + ms, ms if repeat else 0, self._order
        )
        self._insert(timer)
        return timer

    def _insert(self, timer):
        timers = self._timers
        place = len(timers)
        while place and (
            timers[place - 1].due > timer.due
            or timers[place - 1].due == timer.due
            and timers[place - 1].order > timer.order
        ):
            place -= 1
        timers.insert(place, timer)

    def cancel_all(self, owner):
        """Cancel all timers of one owner."""
        for timer in [timer for timer in self._timers if timer.owner is owner]:
            timer.cancel()

    def run(self, limit):
        """Handle up to `limit` messages and due timers. True if more is due."""
        while self._count or self._is_due():
            if limit == 0:
                return True
            limit -= 1
            if self._count:
                route, value = self._take()
                self._deliver(route, value)
            else:
                self._fire_first()
        return False

    def _is_due(self):
        return self._timers and self._timers[0].due <= self._clock.now()

    def _fire_first(self):
        timer = self._timers.pop(0)
        if timer.period:
            # Keep the rhythm, skip what was missed.
            late = self._clock.now() - timer.due
            timer.due += timer.period * (1 + late // timer.period)
            self._insert(timer)
        self._fire(timer)

    def idle_ms(self, longest):
        """How long nothing will be due, at most `longest` milliseconds."""
        if self._count:
            return 0
        if self._timers:
            return max(0, min(longest, self._timers[0].due - self._clock.now()))
        return longest
