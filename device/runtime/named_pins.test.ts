import { beforeAll, expect, it } from 'vitest';
import { MicroPython } from '../testing/micropython.ts';

// The STM32 port looks a pin up by asking the mapper first, then by its name; `find` does the same here.
const port = `
class Found:
    def __init__(self, name):
        self.name = name

class Cpu:
    A0 = Found("A0")
    B3 = Found("B3")
    C13 = Found("C13")

class Pin:
    cpu = Cpu
    asked = None

    @staticmethod
    def mapper(function):
        Pin.asked = function

def find(pin):
    found = Pin.asked(pin)
    return found.name if found is not None else "by name: " + pin

from runtime.named_pins import number_pins
number_pins(Pin)
`;

let python: MicroPython;
beforeAll(async () => {
  python = await MicroPython.create();
  python.run(port);
});

it.each([
  ['0', 'A0'],
  ['19', 'B3'],
  ['45', 'C13'],
  ['"PB3"', 'by name: PB3'],
])('finds Pin(%s)', (pin, name) => {
  expect(python.run(`print(find(${pin}))`)).toContain(name);
});

it('says which pin a chip does not have', () => {
  expect(python.run('try:\n    find(16 + 11)\nexcept ValueError as error:\n    print(error)')).toContain(
    'this chip has no pin PB11',
  );
});
