import { expect, type Locator, type Page } from '@playwright/test';

/** A whole page for one persona: cards at the left, a talk at the right. */
export class PersonaEditor {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('dialog', { name: /^Persona editor: / });
  }

  get name(): Locator {
    return this.root.getByRole('textbox', { name: 'Name', exact: true });
  }

  get talk(): Locator {
    return this.root.getByRole('log');
  }

  /** The newest answer, with its notes and figures. */
  get answer(): Locator {
    return this.talk.locator('[data-slot="first"]').last();
  }

  tab(name: 'Try' | 'Examples' | 'Tests'): Locator {
    return this.root.getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  /** Says something in the talk; resolves when it was heard, not when it was answered. */
  async say(words: string): Promise<void> {
    const field = this.root.getByRole('textbox', { name: /^Say something/ });
    await field.fill(words);
    await field.press('Enter');
    await expect(this.talk).toContainText(words);
  }

  /** Waits until whoever is asked has answered in full. */
  async waitForAnswer(): Promise<void> {
    await expect(this.answer).toHaveAttribute('data-state', 'done', { timeout: 20_000 });
  }

  /** Gives the persona another model, by its name in the list. */
  async chooseModel(model: string): Promise<void> {
    await this.root.getByRole('button', { name: /^Model / }).click();
    const select = this.#page.getByRole('dialog', { name: 'Model' }).getByRole('combobox', { name: 'Model' });
    await select.click();
    await this.#page.getByRole('option', { name: model, exact: true }).click();
    await this.#page.keyboard.press('Escape');
    await expect(this.root.getByRole('button', { name: `Model ${model}` })).toBeVisible();
  }

  /** Grants a tool and asks a person before each call. */
  async grantToolThatAsks(tool: string): Promise<void> {
    await this.root.getByRole('button', { name: 'Add a tool' }).click();
    await this.#page.getByRole('textbox', { name: 'Search tools' }).fill(tool);
    await this.#page.getByRole('option', { name: tool }).first().click();
    await this.root.getByRole('button', { name: new RegExp(`^Tool: ${tool}`) }).click();
    await this.#page.getByText('asks each time', { exact: true }).click();
    await this.#page.keyboard.press('Escape');
    await expect(this.root.getByRole('button', { name: `Tool: ${tool}: ask each time` })).toBeVisible();
  }

  async done(): Promise<void> {
    await this.root.getByRole('button', { name: 'Done' }).click();
    await expect(this.root).toBeHidden();
  }
}
