import { expect, test } from '../fixtures/studio-test.ts';
import { PersonaEditor } from '../pages/persona-editor.ts';

test('a persona is edited, tried, tested and lives a simulated day; undo and reload keep what they should', async ({
  studio,
  page,
}) => {
  await studio.open();
  await studio.openCompanion();
  const editor = new PersonaEditor(page);
  const title = (name: string) => page.getByRole('dialog', { name: `Persona editor: ${name}`, exact: true });

  await test.step('its name is edited', async () => {
    await studio.runCommand('Edit persona: Momo');
    await editor.name.fill('Momolo');
    await expect(title('Momolo')).toBeVisible();
  });

  await test.step('a talk answers from its examples, offline', async () => {
    await editor.say('Does the moon shine by itself?');
    await editor.waitForAnswer();
    await expect(editor.answer).toContainText('it gives back the light of the sun');
    await expect(editor.answer).toContainText(/first word \d+\.\d\d s/);
    await expect(editor.answer).toContainText('offline');
    await editor.say('讲个笑话');
    await editor.waitForAnswer();
    await expect(editor.answer).toContainText('打呼龙');
    await expect(editor.answer).toContainText('laughing');
  });

  await test.step('its examples are its tests', async () => {
    await editor.tab('Tests').click();
    await editor.root.getByRole('button', { name: 'Run all' }).click();
    await expect(editor.root.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 20_000 });
    const results = editor.root.getByRole('tabpanel').getByRole('listitem');
    await expect(results).toHaveCount(
      await editor.root.getByRole('tabpanel').locator('[data-state]').count(),
    );
    await expect(editor.root.getByRole('tabpanel').locator('[data-state="pass"]').first()).toBeVisible();
    await expect(editor.root.getByRole('tabpanel').locator('[data-state="fail"]')).toHaveCount(0);
  });

  await test.step('its day is simulated: it speaks, and holds back in the quiet hours', async () => {
    const day = editor.root.getByRole('group', { name: 'The simulated day, hour by hour' });
    await editor.root.getByRole('button', { name: 'Simulate again' }).click();
    await expect(day.locator('[data-outcome="spoke"]').first()).toBeVisible();
    await expect(day.getByRole('button', { name: /held back, quiet hours/ }).first()).toBeVisible();
  });

  await test.step('Done leads back; undo takes the edit back, and a reload keeps that', async () => {
    await editor.done();
    await expect(studio.undoButton).toHaveAccessibleName('Undo Rename the persona');
    await studio.waitUntilSaved();
    await page.reload();
    await expect(studio.canvas.root).toBeVisible();
    await studio.runCommand('Edit persona: Momolo');
    await expect(title('Momolo')).toBeVisible();
    await editor.name.fill('Moma');
    await expect(title('Moma')).toBeVisible();
    await editor.done();
    await studio.undoButton.click();
    await studio.waitUntilSaved();
    await page.reload();
    await expect(studio.canvas.root).toBeVisible();
    await studio.runCommand('Edit persona: Momolo');
    await expect(title('Momolo')).toBeVisible();
  });
});
