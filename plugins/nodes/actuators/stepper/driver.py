"""A unipolar stepper motor (28BYJ-48 with ULN2003) in half steps."""

from math import sqrt

from machine import Pin
from runtime.node import Node

# Which of IN1 to IN4 have current, half step by half step.
PATTERNS = (0b1000, 0b1100, 0b0100, 0b0110, 0b0010, 0b0011, 0b0001, 0b1001)
TELL_MS = 200
SLOWEST_HZ = 50  # of the first step, where it gathers pace
REST_MS = 100  # after the last step the rotor still swings


class Driver(Node):
    def start(self):
        self.coils = []
        self.coils = [Pin(self.pins["in%d" % number], Pin.OUT, value=0) for number in (1, 2, 3, 4)]
        self.at = 0  # half steps from zero
        self.goal = 0
        self.phase = 0
        self.pace = 0  # half steps a second; its sign is the way it turns
        self.timer = None
        self.rest = None
        self.told_at = 0

    # Angles ------------------------------------------------------------------

    def steps_of(self, degrees):
        return round(degrees * self.properties["stepsPerTurn"] / 360)

    def tell(self):
        self.told_at = self.now()
        self.emit("position", round(self.at * 360 / self.properties["stepsPerTurn"], 2))

    def receive(self, port, value):
        if port == "angle":
            self.go(self.steps_of(value))
        elif port == "turn":
            self.go(self.goal + self.steps_of(value))
        elif port == "halt":
            self.go(self.at + self.braking_steps() * (1 if self.pace > 0 else -1))
        else:
            self.goal -= self.at
            self.at = 0
            self.tell()

    # Turning -----------------------------------------------------------------

    def go(self, goal):
        self.goal = goal
        self.cancel(self.rest)
        self.rest = None
        if self.timer is None:
            self.step()

    def braking_steps(self):
        """Half steps that it still needs to stand, at least."""
        gain = self.properties["stepsPerSecondSquared"]
        return int(self.pace * self.pace / (2 * gain)) if gain else 0

    def next_pace(self):
        """The pace of the next step: toward the goal, but never faster than it can still brake."""
        way = self.goal - self.at
        toward = 1 if way > 0 else -1
        most = self.properties["stepsPerSecond"]
        gain = self.properties["stepsPerSecondSquared"]
        if gain == 0:
            return toward * most
        square = self.pace * self.pace
        if self.pace * way >= 0 and abs(way) > self.braking_steps():
            return toward * min(most, max(SLOWEST_HZ, sqrt(square + 2 * gain)))
        if square - 2 * gain <= SLOWEST_HZ * SLOWEST_HZ:
            return toward * min(most, SLOWEST_HZ)
        return sqrt(square - 2 * gain) * (1 if self.pace > 0 else -1)

    def may_stand(self):
        return self.properties["stepsPerSecondSquared"] == 0 or abs(self.pace) <= 2 * SLOWEST_HZ

    def step(self):
        self.timer = None
        if self.at == self.goal and self.may_stand():
            self.pace = 0
            self.arrive()
            return
        self.pace = self.next_pace()
        way = 1 if self.pace > 0 else -1
        self.at += way
        self.phase = (self.phase + way) % 8
        self.power(PATTERNS[self.phase])
        if self.now() - self.told_at >= TELL_MS:
            self.tell()
        self.timer = self.after(max(1, round(1000 / abs(self.pace))), self.step)

    def arrive(self):
        self.tell()
        self.emit("arrived")
        self.rest = self.after(REST_MS, self.relax)

    def relax(self):
        self.rest = None
        if not self.properties["holds"]:
            self.power(0)

    def changed(self, name, value):
        if name == "holds" and self.timer is None and self.rest is None:
            self.power(PATTERNS[self.phase] if value else 0)

    def power(self, pattern):
        for index, coil in enumerate(self.coils):
            coil.value(pattern >> (3 - index) & 1)

    def stop(self):
        for coil in self.coils:
            coil.value(0)
