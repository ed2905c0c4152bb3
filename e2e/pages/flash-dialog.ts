import { expect, type Locator, type Page } from '@playwright/test';

/** The dialog that puts firmware onto a board. */
export class FlashDialog {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('dialog', { name: /^Flash firmware: / });
  }

  get alert(): Locator {
    return this.root.getByRole('alert');
  }

  /** How a person brings the board into its boot loader. */
  get bootHelp(): Locator {
    return this.root.getByRole('status').filter({ hasText: 'The board needs your hand' });
  }

  /** The dialog while it asks for a hand and still tries by itself. */
  get stillTrying(): Locator {
    return this.root
      .filter({ has: this.#page.getByText('The board needs your hand') })
      .filter({ has: this.#page.getByRole('button', { name: 'Cancel', exact: true }) });
  }

  /** The steps so far, with their times, and what goes over the wire. */
  get steps(): Locator {
    return this.root.getByRole('region', { name: 'The last flashing' });
  }

  /** What is said in the end. */
  get verdict(): Locator {
    return this.root.getByRole('status').filter({ hasText: 'Written and verified' });
  }

  get flashButton(): Locator {
    return this.root.getByRole('button', { name: /^Flash( again)?$/ });
  }

  get cancelButton(): Locator {
    return this.root.getByRole('button', { name: 'Cancel', exact: true });
  }

  /** Hands a file over, as if chosen from the disk of the person. */
  async addFile(name: string, bytes: Buffer): Promise<void> {
    await this.root
      .locator('input[type="file"]')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
  }

  /** Hands an image over, which becomes the chosen one. */
  async addImage(name: string, bytes: Buffer): Promise<void> {
    await this.addFile(name, bytes);
    await expect(this.flashButton).toBeEnabled();
  }

  async close(): Promise<void> {
    await this.root.getByRole('banner').getByRole('button', { name: 'Close', exact: true }).click();
    await expect(this.root).toBeHidden();
  }
}
