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

  /** What the doctor found of the kit that is shown, or of boards that do not appear. */
  get doctor(): Locator {
    return this.details.getByRole('region', { name: 'Doctor', exact: true });
  }

  /** The finding that explains the rest. */
  get cause(): Locator {
    return this.doctor.locator('article[data-cause]');
  }

  /** A finding by its question. */
  finding(title: string): Locator {
    return this.doctor.getByRole('article').filter({ has: this.#page.getByRole('heading', { name: title }) });
  }

  /** The commands that a finding shows, each in full. */
  commandsOf(finding: Locator): Locator {
    return finding.locator('pre');
  }

  /** Examines the shown kit once more, and waits until that is over. */
  async examineAgain(button: 'Examine' | 'Examine and interrupt' = 'Examine'): Promise<void> {
    await this.doctor.getByRole('button', { name: button, exact: true }).click();
    await this.waitUntilExamined();
  }

  /** Waits until what is shown is a result. An interruption may take a quarter of a minute. */
  async waitUntilExamined(): Promise<void> {
    await expect(this.doctor.getByText('Examining…')).toBeHidden({ timeout: 45_000 });
    await expect(this.doctor.getByRole('article').or(this.doctor.getByRole('status')).first()).toBeVisible();
  }

  /** The drive of a boot loader. */
  volumeRow(path: string): Locator {
    return this.root.locator(`tr[data-volume=${JSON.stringify(path)}]`);
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
