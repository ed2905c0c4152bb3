import { expect, type Locator, type Page } from '@playwright/test';
import { CanvasView } from './canvas-view.ts';
import { DeviceView } from './device-view.ts';

/** Opening, compiling, pushing and booting on a busy machine. */
export const runTimeoutMs = 30_000;

/** The main view: toolbar, palette, canvas, device, inspector, panel and status bar. */
export class StudioPage {
  readonly page: Page;
  readonly canvas: CanvasView;
  readonly device: DeviceView;
  readonly #url: () => string;

  constructor(page: Page, url: () => string) {
    this.page = page;
    this.#url = url;
    this.canvas = new CanvasView(page);
    this.device = new DeviceView(page);
  }

  get runButton(): Locator {
    return this.page.getByRole('button', { name: 'Run', exact: true });
  }

  get stopButton(): Locator {
    return this.page.getByRole('button', { name: 'Stop', exact: true });
  }

  /** Kit and what it is doing, at the foot. */
  get kitState(): Locator {
    return this.page.getByTestId('kit-state');
  }

  get savedState(): Locator {
    return this.page.getByRole('banner').getByRole('status');
  }

  get palette(): Locator {
    return this.page.getByRole('complementary', { name: 'Nodes' });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  get panel(): Locator {
    return this.page.getByRole('tabpanel');
  }

  /** Shows the studio and waits until its project is there. */
  async open(): Promise<void> {
    await this.page.goto(this.#url());
    await expect(this.canvas.root).toBeVisible({ timeout: runTimeoutMs });
  }

  /** Waits until the target kit runs the program. */
  async waitUntilRunning(): Promise<void> {
    await expect(this.kitState).toContainText('running', { timeout: runTimeoutMs });
    await expect(this.runButton).toBeVisible({ timeout: runTimeoutMs });
  }
}
