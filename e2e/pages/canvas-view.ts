import type { Locator, Page } from '@playwright/test';

/** The canvas with its nodes, ports and wires. */
export class CanvasView {
  readonly root: Locator;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.root = page.getByRole('main', { name: 'Canvas' });
  }

  /** A node by the name on its card. */
  node(name: string): Locator {
    return this.root.getByRole('group', { name: new RegExp(`^${literally(name)}, `) });
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
