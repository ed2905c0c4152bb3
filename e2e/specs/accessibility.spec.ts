import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/studio-test.ts';
import { PersonaEditor } from '../pages/persona-editor.ts';

const themes = ['light', 'dark'] as const;

/** What axe finds grave on the page as it is, each with the elements. */
async function graveFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
}

async function switchTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.getByRole('button', { name: /^Theme: / }).click();
  await page.getByRole('menuitem', { name: theme, exact: true }).click();
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
}

test('the main view has no serious hindrance, in either theme', async ({ studio, page }) => {
  await studio.openRunning();
  await studio.canvas.node('Light ring').click({ position: { x: 60, y: 8 } });
  for (const theme of themes) {
    await test.step(theme, async () => {
      await switchTheme(page, theme);
      expect(await graveFindings(page)).toEqual([]);
    });
  }
});

test('personas, memory, models, tools, placement and markets have no serious hindrance, in either theme', async ({
  studio,
  page,
}) => {
  // Fourteen looks of axe at large pages.
  test.slow();
  await studio.open();
  await studio.openCompanion();
  await studio.device.say('Who is here', 'Lin');
  await studio.device.say('Says to Momo', '你好，我叫小林');
  const memory = await studio.showTab('Memory');
  await expect(memory.getByRole('listitem').filter({ hasText: '小林' })).toBeVisible();
  const dialogs: readonly (readonly [command: string, title: string, ready: (dialog: Locator) => Locator])[] =
    [
      ['Models and keys', 'Models and keys', dialog => dialog.getByRole('table').first()],
      ['Tools…', 'Tools', dialog => dialog.getByRole('listitem').first()],
      ['Place nodes…', 'Where it runs', dialog => dialog.getByRole('table').first()],
      ['Markets and data…', 'Markets and data', dialog => dialog.getByRole('table').first()],
    ];
  for (const theme of themes) {
    await switchTheme(page, theme);
    await test.step(`the Memory tab, ${theme}`, async () => {
      expect(await graveFindings(page)).toEqual([]);
    });
    for (const [command, title, ready] of dialogs) {
      await test.step(`${title}, ${theme}`, async () => {
        await studio.runCommand(command);
        const dialog = page.getByRole('dialog', { name: title });
        await expect(ready(dialog)).toBeVisible();
        expect.soft(await graveFindings(page), `${title}, ${theme}`).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      });
    }
    await test.step(`the persona editor, ${theme}`, async () => {
      await studio.runCommand('Edit persona: Momo');
      const editor = new PersonaEditor(page);
      await expect(editor.root).toBeVisible();
      expect.soft(await graveFindings(page), `persona editor, ${theme}`).toEqual([]);
      await editor.done();
    });
  }
});
