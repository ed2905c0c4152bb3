import { expect, type Locator, type Page } from '@playwright/test';
import { CanvasView } from './canvas-view.ts';
import { CodeView } from './code-view.ts';
import { DeviceView } from './device-view.ts';
import { KitsPage } from './kits-page.ts';

/** Opening, compiling, pushing and booting on a busy machine. */
export const runTimeoutMs = 30_000;

/** The main view: toolbar, palette, canvas, device, inspector, panel and status bar. */
export class StudioPage {
  readonly page: Page;
  readonly canvas: CanvasView;
  readonly device: DeviceView;
  readonly kits: KitsPage;
  readonly code: CodeView;
  readonly #url: () => string;

  constructor(page: Page, url: () => string) {
    this.page = page;
    this.#url = url;
    this.canvas = new CanvasView(page);
    this.device = new DeviceView(page);
    this.kits = new KitsPage(page);
    this.code = new CodeView(page);
  }

  get runButton(): Locator {
    return this.page.getByRole('button', { name: 'Run', exact: true });
  }

  get stopButton(): Locator {
    return this.page.getByRole('button', { name: 'Stop', exact: true });
  }

  get undoButton(): Locator {
    return this.page.getByRole('button', { name: /^(Undo|Nothing to undo)/ });
  }

  get redoButton(): Locator {
    return this.page.getByRole('button', { name: /^(Redo|Nothing to redo)/ });
  }

  /** Kit and what it is doing, at the foot. */
  get kitState(): Locator {
    return this.page.getByTestId('kit-state');
  }

  get projectName(): Locator {
    return this.page.getByRole('button', { name: /^Project menu: / });
  }

  get savedState(): Locator {
    return this.page.getByRole('banner').getByRole('status');
  }

  get targetPicker(): Locator {
    return this.page.getByRole('button', { name: /^Runs on: / });
  }

  get palette(): Locator {
    return this.page.getByRole('complementary', { name: 'Nodes' });
  }

  /** A node type in the palette, by its title. */
  paletteItem(title: string): Locator {
    return this.palette.getByRole('button', { name: new RegExp(`^${title}( |$)`) });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  get panel(): Locator {
    return this.page.getByRole('tabpanel');
  }

  /** Messages at the corner: refusals and errors. */
  get notifications(): Locator {
    return this.page.getByRole('alert');
  }

  /** Shows the studio and waits until its project is there. */
  async open(): Promise<void> {
    await this.page.goto(this.#url());
    await expect(this.canvas.root).toBeVisible({ timeout: runTimeoutMs });
  }

  /** Shows the studio and waits until the sample runs. */
  async openRunning(): Promise<void> {
    await this.open();
    await this.waitUntilRunning();
  }

  /** Waits until the target kit runs the program and no push is under way. */
  async waitUntilRunning(): Promise<void> {
    await expect(this.kitState).toContainText('running', { timeout: runTimeoutMs });
    await expect(this.runButton).toBeVisible({ timeout: runTimeoutMs });
  }

  /** Presses Run, or starts it another way, and waits until the push is over and the new program runs. */
  async run(start: () => Promise<void> = () => this.runButton.click()): Promise<void> {
    // A push may be over sooner than it can be looked at from here, so the page itself watches for it.
    const watch = await this.page.evaluateHandle(() => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let hasBegun = false;
      const look = () => {
        const isBusy = document.querySelector('header [aria-busy="true"]') !== null;
        if (hasBegun && !isBusy) {
          watcher.disconnect();
          resolve();
        }
        hasBegun ||= isBusy;
      };
      const watcher = new MutationObserver(look);
      watcher.observe(document.body, { subtree: true, attributeFilter: ['aria-busy'] });
      return { pushed: promise };
    });
    await start();
    await watch.evaluate(({ pushed }) => pushed);
    await this.waitUntilRunning();
  }

  async waitUntilSaved(): Promise<void> {
    await expect(this.savedState).toHaveText(/^saved/);
  }

  async showTab(name: 'Problems' | 'Live' | 'Console' | 'Trace' | 'Code' | 'Memory'): Promise<Locator> {
    const tab = this.page.getByRole('tab', { name: new RegExp(`^${name}`) });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await expect(this.panel).toBeVisible();
    return this.panel;
  }

  /** Gives the selected node another name. */
  async rename(name: string): Promise<void> {
    const field = this.inspector.getByRole('textbox', { name: 'Name' });
    await field.fill(name);
    await field.press('Enter');
    await expect(this.canvas.node(name)).toBeVisible();
  }

  /** Opens a folder by its path, as typed into the Projects dialog. */
  async openFolder(path: string): Promise<void> {
    const dialog = await this.openProjects();
    await dialog.getByRole('textbox', { name: 'Open a folder' }).fill(path);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  }

  async openTemplate(title: string): Promise<void> {
    const dialog = await this.openProjects();
    await dialog
      .getByRole('button', { name: new RegExp(`^${title}`) })
      .first()
      .click();
    await expect(dialog).toBeHidden({ timeout: runTimeoutMs });
    await expect(this.projectName).toHaveText(title);
  }

  /** Opens the sample with somebody inside, and waits until its own program runs. */
  async openCompanion(): Promise<void> {
    await this.openTemplate('Companion toy');
    // What ran before had a button, which this one has not.
    await expect(this.device.button('Button')).toHaveCount(0);
    await expect(this.device.textInput('Says to Momo')).toBeEnabled({ timeout: runTimeoutMs });
    await this.waitUntilRunning();
    // Its first word: the program of the sample before is really over.
    const daylight = this.canvas.row(this.canvas.output({ node: 'Daylight', port: 'level' }));
    await expect(daylight).toContainText('%', { timeout: runTimeoutMs });
  }

  async createProject(name: string): Promise<void> {
    const dialog = await this.openProjects();
    await dialog.getByRole('textbox', { name: 'Name of the project' }).fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await expect(this.projectName).toHaveText(name);
  }

  /** Runs a command by the command palette, with the keyboard; `search` is typed, `command` is its name. */
  async runCommand(search: string, command: string | RegExp = search): Promise<void> {
    await this.page.keyboard.press('Control+K');
    const field = this.page.getByRole('textbox', { name: /^Type a command/ });
    await expect(field).toBeFocused();
    await field.fill(search);
    await expect(this.page.getByRole('dialog').getByRole('button', { name: command }).first()).toBeVisible();
    await field.press('Enter');
    await expect(field).toBeHidden();
  }

  async openProjects(): Promise<Locator> {
    await this.page.keyboard.press('Control+O');
    const dialog = this.page.getByRole('dialog', { name: 'Projects' });
    await expect(dialog).toBeVisible();
    return dialog;
  }
}
