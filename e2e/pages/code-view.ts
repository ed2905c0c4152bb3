import { expect, type Locator, type Page } from '@playwright/test';

/** The Code tab: files at the left, the editor at the right. */
export class CodeView {
  readonly root: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('tabpanel', { name: /^Code/ });
  }

  get editor(): Locator {
    return this.root.getByRole('textbox').first();
  }

  /** What stands below the editor: whether the text is in effect. */
  get status(): Locator {
    return this.root.getByRole('status');
  }

  async choose(file: string): Promise<void> {
    await this.root.getByRole('navigation').getByRole('button', { name: file }).click();
  }

  /** Types something right behind the first place where `text` stands, as a person would: find it, type on. */
  async typeBehind(text: string, addition: string): Promise<void> {
    await this.#focusEditor();
    const { keyboard } = this.#page;
    await keyboard.press('Control+Home');
    await keyboard.press('Control+F');
    const find = this.#page.getByRole('textbox', { name: 'Find', exact: true });
    await expect(find).toBeFocused();
    await find.fill(text);
    await expect(this.root.getByText(/^1 of /)).toBeVisible();
    await keyboard.press('Escape');
    await expect(find).toBeHidden();
    await keyboard.press('ArrowRight');
    await keyboard.insertText(addition);
  }

  /** Replaces the whole text. */
  async setText(text: string): Promise<void> {
    await this.#focusEditor();
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.insertText(text);
  }

  async #focusEditor(): Promise<void> {
    await expect(this.root.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 20_000 });
    await this.root.locator('.monaco-editor .view-lines').click({ position: { x: 200, y: 20 } });
  }
}
