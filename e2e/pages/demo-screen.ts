import { expect, type Locator, type Page } from '@playwright/test';

/** The kiosk. */
export class DemoScreen {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('dialog', { name: 'Demo', exact: true });
  }

  get invitation(): Locator {
    return this.root.getByRole('button', { name: 'Touch to begin' });
  }

  get title(): Locator {
    return this.root.getByRole('banner');
  }

  get pinPad(): Locator {
    return this.#page.getByRole('dialog', { name: 'PIN to leave the demo' });
  }

  async begin(): Promise<void> {
    await this.invitation.click();
    await expect(this.root.getByRole('region', { name: 'What just happened inside' })).toBeVisible({
      timeout: 30_000,
    });
  }

  /** Holds Esc until the demo gives way, or asks for the PIN. */
  async holdEscapeUntil(seen: () => Promise<void>): Promise<void> {
    await this.#page.keyboard.down('Escape');
    await seen();
    await this.#page.keyboard.up('Escape');
  }
}
