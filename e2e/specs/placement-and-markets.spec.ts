import { readFileSync } from 'node:fs';
import { profileText, writeProject } from '../fixtures/project-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';

test('a goal is chosen and applied, and one undo takes it back', async ({ studio, page, folders }) => {
  const folder = writeProject(
    folders,
    'asks-the-cloud',
    profileText(
      {
        heard: { type: 'hub/text-in', name: 'Heard' },
        ask: { type: 'models/chat', name: 'Ask', properties: { model: 'qwen/qwen3.6-flash' } },
      },
      [['heard', 'text', 'ask', 'hear']],
    ),
  );
  await studio.open();
  await studio.openFolder(folder);
  await expect(studio.canvas.node('Ask')).toBeVisible();
  await studio.runCommand('Place nodes…');
  const dialog = page.getByRole('dialog', { name: 'Where it runs' });
  const row = dialog.getByRole('row').filter({ hasText: 'Ask' });
  const apply = dialog.getByRole('button', { name: 'Apply' });
  await dialog.getByText('Offline', { exact: true }).click();
  await expect(dialog.getByRole('status').filter({ hasText: '1 to change' })).toBeVisible();
  await expect(row).toContainText(/moves|other model/);
  await apply.click();
  await expect(
    dialog.getByRole('status').filter({ hasText: 'Everything is where it serves this goal best.' }),
  ).toBeVisible();
  await expect(apply).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(studio.undoButton).toHaveAccessibleName('Undo Place for Offline');
  await studio.waitUntilSaved();
  const placed = '"placement": "hub"';
  await expect.poll(() => readFileSync(`${folder}/profile.json`, 'utf8')).toContain(placed);
  await studio.undoButton.click();
  await expect(studio.undoButton).toHaveAccessibleName('Nothing to undo');
  await expect.poll(() => readFileSync(`${folder}/profile.json`, 'utf8')).not.toContain(placed);
});

test('a toy for small children in the European Union: findings with their sources, and where its data goes', async ({
  studio,
  page,
}) => {
  await studio.open();
  await studio.openCompanion();
  await studio.runCommand('Markets and data…');
  const dialog = page.getByRole('dialog', { name: 'Markets and data' });
  await expect(dialog.getByText('Choose a market above, and the rules that apply stand here.')).toBeVisible();

  await test.step('the market is chosen; product and ages are those of the sample', async () => {
    await dialog.getByRole('combobox', { name: 'Markets' }).fill('European');
    await page.getByRole('option', { name: /European Union/ }).click();
    await page.keyboard.press('Tab');
    await expect(dialog.getByRole('combobox', { name: 'Product' })).toHaveValue('Toy');
    await expect(dialog.getByRole('textbox', { name: 'Ages from' })).toHaveValue('5');
    await expect(dialog.getByRole('textbox', { name: 'to', exact: true })).toHaveValue('8');
  });

  await test.step('the map of data has its lanes', async () => {
    const map = dialog.getByRole('table').filter({ hasText: 'On the hub' });
    for (const lane of ['On the device', 'On the hub', 'In the cloud']) {
      await expect(map.getByRole('columnheader', { name: lane })).toBeVisible();
    }
    await expect(map.getByRole('row').filter({ hasText: 'Momo' }).first()).toBeVisible();
  });

  await test.step('the rules stand in the list, with their sources', async () => {
    const rules = dialog.getByRole('listitem').filter({ hasText: 'European Union' });
    await expect(rules.first()).toBeVisible();
    await rules
      .first()
      .getByText(/\d+ open/)
      .click();
    await expect(rules.first().getByText(/Source: .+ · checked \d{4}-\d\d-\d\d/)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('and in Problems, each with its source', async () => {
    const problems = await studio.showTab('Problems');
    const findings = problems.getByRole('listitem').filter({ hasText: /checked \d{4}-\d\d-\d\d/ });
    await expect(findings.first()).toBeVisible();
    await expect(page.getByRole('contentinfo').getByText(/to check/)).toBeVisible();
    await studio.undoButton.click();
    await expect(findings).toHaveCount(0);
  });
});
