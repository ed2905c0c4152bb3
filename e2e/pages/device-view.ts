import type { Locator, Page } from '@playwright/test';

/** The drawn device with its controls. */
export class DeviceView {
  readonly root: Locator;

  constructor(page: Page) {
    this.root = page.getByRole('region', { name: 'Device' });
  }
}
