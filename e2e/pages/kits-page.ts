import { expect, type Locator, type Page } from '@playwright/test';

/** Every kit that is attached, typed or remembered, and what is going on with each. */
export class KitsPage {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('dialog', { name: 'Kits', exact: true });
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Control+Shift+K');
    await expect(this.root).toBeVisible();
  }

  async close(): Promise<void> {
    await this.root.getByRole('banner').getByRole('button', { name: 'Close', exact: true }).click();
    await expect(this.root).toBeHidden();
  }

  /** A kit's row, by its path or by its title. */
  row(kit: string): Locator {
    const path = this.root.locator(`tr[data-path=${JSON.stringify(kit)}]`);
    return path.or(this.root.getByRole('row', { name: kit, exact: true }));
  }

  /** What runs on a kit; its attribute `data-program` is the hash of the program. */
  program(kit: string): Locator {
    return this.row(kit).getByRole('gridcell').nth(4);
  }

  /** The hash of what a kit runs, as soon as one is told. */
  async programHash(kit: string): Promise<string> {
    const cell = this.program(kit);
    await expect(cell).toHaveAttribute('data-program', /^[0-9a-f]{64}$/);
    return (await cell.getAttribute('data-program')) ?? '';
  }

  /** What the right side says of the kit that is shown. */
  get details(): Locator {
    return this.root.getByRole('complementary');
  }

  get pushButton(): Locator {
    return this.root.getByRole('button', { name: /^Push to / });
  }

  /** How the push to many is doing. */
  get summary(): Locator {
    return this.root.getByRole('status').filter({ hasText: / of \d+ done/ });
  }

  /** Shows a kit at the right side. */
  async show(kit: string): Promise<void> {
    await this.row(kit).getByRole('gridcell').nth(2).click();
  }

  async select(kit: string): Promise<void> {
    await this.row(kit).getByRole('checkbox').check();
  }

  async addPort(path: string): Promise<void> {
    await this.command('Add a port…');
    const field = this.root.getByRole('textbox', { name: 'Add a port' });
    await field.fill(path);
    await field.press('Enter');
    await expect(this.row(path)).toBeVisible();
  }

  /** Something of the menu at the head. */
  async command(name: string): Promise<void> {
    await this.root.getByRole('button', { name: 'More', exact: true }).click();
    await this.#page.getByRole('menuitem', { name }).click();
  }

  async choose(kit: string, action: string | RegExp): Promise<void> {
    await this.row(kit)
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
