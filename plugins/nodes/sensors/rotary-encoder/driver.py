"""A mechanical rotary encoder (EC11, KY-040) with a button.

Both contacts are watched by interrupts, because a turn is quick. A table says
which way each change of the two goes; what bounces goes there and back, and
what cannot be is left out.
"""

from machine import Pin
from runtime.node import Node

TELL_MS = 20
BUTTON_STABLE = 2  # samples
CLICK_MS = 1000
# Index: state before * 4 + state now, each A * 2 + B.
STEPS = (0, -1, 1, 0, 1, 0, 0, -1, -1, 0, 0, 1, 0, 1, -1, 0)


class Driver(Node):
    def start(self):
        self.a = Pin(self.pins["a"], Pin.IN, Pin.PULL_UP)
        self.b = Pin(self.pins["b"], Pin.IN, Pin.PULL_UP)
        self.button = Pin(self.pins["button"], Pin.IN, Pin.PULL_UP)
        self.state = self.a.value() << 1 | self.b.value()
        self.steps = 0  # since the start; only the interrupt writes it
        self.taken = 0  # of these, told
        self.position = self.properties["start"]
        self.pressed = False
        self.samples = 0
        self.pressed_at = 0
        self.turned_while_pressed = False
        edges = Pin.IRQ_RISING | Pin.IRQ_FALLING
        self.a.irq(self.changed_contact, edges)
        self.b.irq(self.changed_contact, edges)
        self.every(TELL_MS, self.tell)

    def changed_contact(self, _pin):
        now = self.a.value() << 1 | self.b.value()
        self.steps += STEPS[self.state << 2 | now]
        self.state = now

    def tell(self):
        self.sample_button()
        per_detent = int(self.properties["stepsPerDetent"])
        steps = self.steps - self.taken
        # To the nearest detent: contacts of a knob at rest may stand a step beside it.
        detents = (abs(steps) + per_detent // 4) // per_detent
        if detents == 0:
            return
        if steps < 0:
            detents = -detents
        self.taken += detents * per_detent
        if self.properties["reversed"]:
            detents = -detents
        self.turned_while_pressed = self.turned_while_pressed or self.pressed
        self.emit("turned", detents)
        self.move(self.position + detents)

    def move(self, position):
        if self.properties["bounded"]:
            position = min(max(position, self.properties["lowest"]), self.properties["highest"])
        if position != self.position:
            self.position = position
            self.emit("position", position)

    def sample_button(self):
        pressed = self.button.value() == 0
        if pressed == self.pressed:
            self.samples = 0
            return
        self.samples += 1
        if self.samples < BUTTON_STABLE:
            return
        self.samples = 0
        self.pressed = pressed
        self.emit("pressed", pressed)
        if pressed:
            self.pressed_at = self.now()
            self.turned_while_pressed = False
        elif not self.turned_while_pressed and self.now() - self.pressed_at <= CLICK_MS:
            self.emit("clicked")

    def receive(self, port, value):
        self.move(self.properties["start"])

    def stop(self):
        for contact in (getattr(self, "a", None), getattr(self, "b", None)):
            if contact is not None:
                contact.irq(None)
