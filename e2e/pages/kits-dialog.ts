import { expect, type Locator, type Page } from '@playwright/test';

/** Every kit that is attached or typed, and what each is doing. */
export class KitsDialog {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('dialog', { name: /^Kits/ });
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Control+Shift+K');
    await expect(this.root).toBeVisible();
  }

  async close(): Promise<void> {
    await this.root.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(this.root).toBeHidden();
  }

  row(path: string): Locator {
    return this.root.getByRole('row').filter({ has: this.#page.getByText(path, { exact: true }) });
  }

  /** The beginning of the hash of what a kit runs. Kits are named by title or path. */
  program(kit: string): Locator {
    const row = this.root.getByRole('row').filter({ has: this.#page.getByText(kit, { exact: true }) });
    return row.getByRole('cell').nth(3).locator('code');
  }

  /** What the right side says of the kit that is shown. */
  get details(): Locator {
    return this.root.getByRole('complementary');
  }

  /** Shows a kit at the right side. */
  async show(path: string): Promise<void> {
    await this.row(path).getByRole('button', { pressed: false }).first().click();
  }

  async addPort(path: string): Promise<void> {
    const field = this.root.getByRole('textbox', { name: 'Add a port' });
    await field.fill(path);
    await field.press('Enter');
    await expect(this.row(path)).toBeVisible();
  }

  async choose(path: string, action: string | RegExp): Promise<void> {
    await this.row(path)
      .getByRole('button', { name: /^Actions for / })
      .click();
    await this.#page.getByRole('menuitem', { name: action }).click();
  }

  /** Adds a port and makes it the target of the open project. */
  async target(path: string): Promise<void> {
    await this.open();
    await this.addPort(path);
    await this.choose(path, 'Use as target');
    await expect(this.row(path)).toContainText('target');
    await this.close();
  }
}
