import { expect, type Locator, type Page } from '@playwright/test';

/** The drawn device with its controls. */
export class DeviceView {
  readonly root: Locator;
  readonly drawing: Locator;

  constructor(page: Page) {
    this.root = page.getByRole('region', { name: 'Device' });
    this.drawing = this.root.getByRole('group', { name: 'Drawn device' });
  }

  button(node: string): Locator {
    return this.root.getByRole('button', { name: new RegExp(`^${node}: `) });
  }

  slider(node: string): Locator {
    return this.root.getByRole('slider', { name: new RegExp(`^${node}: `) });
  }

  switch(node: string): Locator {
    return this.root.getByRole('switch', { name: new RegExp(`^${node}: `) });
  }

  /** The line beside the device whose words go into a text input of the graph. */
  textInput(node: string): Locator {
    return this.root.getByRole('textbox', { name: `Type into ${node}` });
  }

  /** Types a line into a text input and sends it. */
  async say(node: string, words: string): Promise<void> {
    const field = this.textInput(node);
    await field.fill(words);
    await field.press('Enter');
    await expect(field).toHaveValue('');
  }

  /** How strongly the ring of lights shines, 0…1: the light that it throws on its surroundings. */
  async glow(): Promise<number> {
    return this.drawing.evaluate(element =>
      Number(getComputedStyle(element).getPropertyValue('--glow-strength')),
    );
  }

  /** How strongly the first LED shines, 0…1. */
  async ledLight(): Promise<number> {
    return this.drawing
      .locator('[data-model="led"] > g')
      .first()
      .evaluate(element => Number(getComputedStyle(element).opacity));
  }

  async expectGlow(isLit: boolean): Promise<void> {
    const glow = expect.poll(() => this.glow(), { message: `the ring is ${isLit ? 'lit' : 'dark'}` });
    if (isLit) await glow.toBeGreaterThan(0.05);
    else await glow.toBeLessThan(0.01);
  }

  async expectLed(isLit: boolean): Promise<void> {
    const light = expect.poll(() => this.ledLight(), { message: `the LED is ${isLit ? 'lit' : 'dark'}` });
    if (isLit) await light.toBeGreaterThan(0.05);
    else await light.toBeLessThan(0.01);
  }

  /** Moves a slider to a value. */
  async move(node: string, value: number): Promise<void> {
    await this.slider(node).fill(String(value));
  }
}
