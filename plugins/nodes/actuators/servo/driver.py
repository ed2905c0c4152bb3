"""A hobby servo: 50 pulses a second, their length is the angle."""

from machine import PWM, Pin
from runtime.node import Node

PWM_HZ = 50
PERIOD_US = 20000
STEP_MS = 20


class Driver(Node):
    def start(self):
        self.pwm = None
        self.timer = None
        self.angle = self.properties["startAngle"]
        self.goal = self.angle
        self.pwm = PWM(Pin(self.pins["signal"]))
        self.pwm.freq(PWM_HZ)
        self.write()

    def write(self):
        shortest = self.properties["shortestUs"]
        pulse_us = shortest + (self.properties["longestUs"] - shortest) * self.angle / 180
        self.pwm.duty_u16(int(pulse_us * 65535 / PERIOD_US + 0.5))

    def receive(self, port, value):
        if port == "relax":
            self.cancel(self.timer)
            self.timer = None
            self.pwm.duty_u16(0)
            return
        self.goal = max(0, min(180, value))
        if self.properties["degreesPerSecond"] <= 0:
            self.angle = self.goal
            self.write()
            self.arrive()
        elif self.timer is None:
            self.timer = self.every(STEP_MS, self.step)

    def step(self):
        pace = self.properties["degreesPerSecond"]
        way = self.goal - self.angle
        step = pace * STEP_MS / 1000 if pace > 0 else 180
        if abs(way) <= step:
            self.angle = self.goal
        else:
            self.angle += step if way > 0 else -step
        self.write()
        if self.angle == self.goal:
            self.arrive()

    def arrive(self):
        self.cancel(self.timer)
        self.timer = None
        self.emit("arrived")

    def stop(self):
        if self.pwm is not None:
            self.pwm.duty_u16(0)
            self.pwm.deinit()
