import type { Browser, Page } from '@playwright/test';
import { profileText, writeProject } from '../fixtures/project-fixtures.ts';
import { CableFixture } from '../fixtures/serial-fixtures.ts';
import { StudioFolders, StudioServer } from '../fixtures/studio-server.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs, StudioPage } from '../pages/studio-page.ts';

/** The same profile, with a pace of its own for each of its revisions. */
function beatProfile(intervalMs: number): string {
  const beat = { type: 'logic/interval', name: 'Beat', properties: { intervalMs } };
  return profileText({ beat });
}

/** A colleague: another studio with folders and keys of its own, on the same bench. */
class Colleague {
  readonly studio: StudioPage;
  readonly #folders: StudioFolders;
  readonly #server: StudioServer;

  private constructor(page: Page, folders: StudioFolders, server: StudioServer) {
    this.studio = new StudioPage(page, () => server.url);
    this.#folders = folders;
    this.#server = server;
  }

  static async start(browser: Browser): Promise<Colleague> {
    const folders = new StudioFolders();
    const server = new StudioServer(folders);
    await server.start();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    return new Colleague(await context.newPage(), folders, server);
  }

  async stop(): Promise<void> {
    await this.studio.page.context().close();
    await this.#server.stop();
    this.#folders.remove();
  }
}

/** Opens a project and the table of kits, with the port in it. */
async function openWithPort(studio: StudioPage, project: string, path: string): Promise<void> {
  await studio.openRunning();
  await studio.openFolder(project);
  await expect(studio.projectName).toHaveText('Made by a test');
  await studio.kits.open();
  await studio.kits.addPort(path);
  await studio.kits.show(path);
}

async function push({ kits }: StudioPage, path: string, revision: string): Promise<void> {
  await kits.choose(path, 'Push and run');
  await expect(kits.program(path)).toContainText(revision, { timeout: 2 * runTimeoutMs });
  await expect(kits.row(path)).toContainText('confirmed', { timeout: runTimeoutMs });
}

async function disconnect({ kits }: StudioPage, path: string): Promise<void> {
  await kits.choose(path, 'Disconnect');
  await expect(kits.row(path)).toContainText('ready', { timeout: runTimeoutMs });
}

async function openKeys({ kits, page }: StudioPage) {
  await kits.command('Signing keys');
  const dialog = page.getByRole('dialog', { name: 'Signing keys' });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('who signed it: a stranger until the team’s key is taken in', async ({
  browser,
  context,
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const cable = await CableFixture.start(folders);
  const colleague = await Colleague.start(browser);
  try {
    const project = writeProject(folders, 'beat', beatProfile(500));
    const program = studio.kits.details.getByRole('region', { name: 'Program' });
    let publicKey = '';

    await test.step('what was pushed from here says so', async () => {
      await openWithPort(studio, project, cable.path);
      await push(studio, cable.path, 'rev 1');
      await expect(studio.kits.program(cable.path)).toContainText('signed by');
      await expect(program).toContainText('Made by a test, rev 1');
      await expect(program).toContainText('Signed by');
      await expect(program).toContainText('Its files are as they were pushed.');
      await disconnect(studio, cable.path);
      const keys = await openKeys(studio);
      await keys.getByRole('button', { name: 'Copy the public key' }).click();
      await expect(keys.getByRole('button', { name: 'Copied' })).toBeVisible();
      publicKey = await page.evaluate(() => navigator.clipboard.readText());
      expect(publicKey).toContain('BEGIN PUBLIC KEY');
    });

    const other = colleague.studio;
    const theirs = other.kits.details.getByRole('region', { name: 'Program' });
    await test.step('at a colleague’s it is an unknown signer’s', async () => {
      await other.openRunning();
      await other.kits.open();
      await other.kits.addPort(cable.path);
      await other.kits.show(cable.path);
      await other.kits.choose(cable.path, 'Connect');
      await expect(other.kits.program(cable.path)).toContainText('rev 1', { timeout: runTimeoutMs });
      await expect(other.kits.program(cable.path)).toContainText('of Made by a test');
      await expect(other.kits.program(cable.path)).toContainText('unknown signer');
      await expect(theirs).toContainText('Signed with a key that this studio does not know');
      await expect(theirs).toContainText('Import the key if you trust whose it is.');
    });

    await test.step('what is no key is refused with words', async () => {
      const keys = await openKeys(other);
      await keys.getByRole('button', { name: 'Import a key' }).click();
      const form = keys.getByRole('form', { name: 'Import a key' });
      await form.getByRole('textbox', { name: 'PEM' }).fill(publicKey.replace(/[A-Za-z0-9+/]{8}=/, 'AAAA'));
      await form.getByRole('textbox', { name: 'Whose it is' }).fill('Lin of the team');
      await form.getByRole('button', { name: 'Import', exact: true }).click();
      const alert = keys.getByRole('alert');
      await expect(alert).toContainText('This is no key for signing');
      await expect(alert).toContainText('An Ed25519 key in PEM was expected');
      await expect(alert).toContainText('openssl genpkey -algorithm ed25519');
      await form.getByRole('textbox', { name: 'PEM' }).fill(publicKey);
      await form.getByRole('button', { name: 'Import', exact: true }).click();
      await expect(keys.getByRole('region', { name: 'Lin of the team' })).toBeVisible();
      await expect(alert).toBeHidden();
      await keys.getByRole('button', { name: 'Close' }).first().click();
    });

    const inspect = async () => {
      await other.kits.details.getByRole('button', { name: /^(Inspect|Stop it and inspect)$/ }).click();
    };
    await test.step('with the key it has a name', async () => {
      await inspect();
      await expect(theirs).toContainText('Signed by Lin of the team', { timeout: runTimeoutMs });
      await expect(theirs).toContainText('Its files are as they were pushed.');
      await expect(other.kits.program(cable.path)).toContainText('signed by Lin of the team');
    });
  } finally {
    await colleague.stop();
    await cable.stop();
  }
});

test('an older program is refused, with whose and which is there, and goes onto it on the user’s word', async ({
  browser,
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  const cable = await CableFixture.start(folders);
  const colleague = await Colleague.start(browser);
  try {
    await test.step('a colleague pushes two revisions', async () => {
      const first = writeProject(folders, 'theirs-1', beatProfile(400));
      const second = writeProject(folders, 'theirs-2', beatProfile(300));
      const other = colleague.studio;
      await openWithPort(other, first, cable.path);
      await push(other, cable.path, 'rev 1');
      await other.kits.close();
      await other.openFolder(second);
      await expect(other.projectName).toHaveText('Made by a test');
      await other.kits.open();
      await push(other, cable.path, 'rev 2');
      await disconnect(other, cable.path);
    });

    await test.step('ours would be the first: refused', async () => {
      await openWithPort(studio, writeProject(folders, 'ours', beatProfile(500)), cable.path);
      await studio.kits.choose(cable.path, 'Push and run');
      const question = page.getByRole('dialog', { name: 'This kit has a newer program' });
      await expect(question).toContainText('The kit runs revision 2 of this profile, signed by', {
        timeout: 2 * runTimeoutMs,
      });
      await expect(question).toContainText('yours would be revision 1');
      await expect(question).toContainText('Ask who pushed it.');
      await question.getByRole('button', { name: 'Leave it' }).click();
      await expect(studio.kits.program(cable.path)).toContainText('rev 2', { timeout: runTimeoutMs });
      await studio.kits.choose(cable.path, 'Push and run');
      await question.getByRole('button', { name: 'Push nevertheless' }).click({ timeout: 2 * runTimeoutMs });
      await expect(studio.kits.row(cable.path)).toContainText('confirmed', { timeout: 2 * runTimeoutMs });
      await expect(studio.kits.program(cable.path)).toContainText('rev 1');
    });
  } finally {
    await colleague.stop();
    await cable.stop();
  }
});

test('a program that nobody signed says so, and a foreign one is not ours', async ({ studio, folders }) => {
  test.setTimeout(300_000);
  const cable = await CableFixture.start(folders);
  try {
    const program = studio.kits.details.getByRole('region', { name: 'Program' });
    await openWithPort(studio, writeProject(folders, 'beat', beatProfile(500)), cable.path);
    await push(studio, cable.path, 'rev 1');

    await test.step('its signature taken away by hand', async () => {
      await disconnect(studio, cable.path);
      await cable.typeIn("import os; os.remove('/cambrian/a/signature.json')");
      cable.pull();
      await cable.plugIn({ powerCycle: true });
      await studio.kits.choose(cable.path, 'Connect');
      // It is looked at as soon as it is connected.
      await expect(studio.kits.program(cable.path)).toContainText('not signed', { timeout: runTimeoutMs });
      await expect(program).toContainText('Not signed: nobody vouches for it.');
    });

    await test.step('a program of somebody else', async () => {
      await disconnect(studio, cable.path);
      const main = 'import time\\nwhile True:\\n  print(7)\\n  time.sleep(1)\\n';
      await cable.typeIn(`f = open('/main.py', 'w'); f.write("${main}"); f.close()`);
      cable.pull();
      await cable.plugIn({ powerCycle: true });
      await studio.kits.choose(cable.path, 'Connect');
      await studio.kits.details
        .getByRole('button', { name: 'Stop it and inspect' })
        .click({ timeout: runTimeoutMs });
      await expect(studio.kits.program(cable.path)).toContainText('not ours', { timeout: runTimeoutMs });
      await expect(program).toContainText('A program that Cambrian did not put there runs on it.');
    });
  } finally {
    await cable.stop();
  }
});
