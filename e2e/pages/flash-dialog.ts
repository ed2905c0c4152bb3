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

  /**
   * Resolves as soon as the dialog asks for a hand while it still tries by itself. That is over in seconds, so the page
   * itself looks for it; call this before the flashing begins.
   */
  async waitForHelpWhileTrying(timeoutMs: number): Promise<void> {
    const look = () => {
      const dialogs = [...document.querySelectorAll('[role="dialog"]')];
      const asking = dialogs.find(dialog => dialog.textContent.includes('The board needs your hand'));
      const buttons = [...(asking?.querySelectorAll('button') ?? [])];
      return buttons.some(button => button.textContent === 'Cancel');
    };
    await this.#page.waitForFunction(look, undefined, { timeout: timeoutMs });
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
