import { expect, test } from '../fixtures/studio-test.ts';

test('canvas, inspector, code and quick fix share one history', async ({ studio, page }) => {
  await studio.openRunning();
  const brightness = studio.inspector.getByRole('slider', { name: 'Brightness' });
  const problem = studio.page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: 'Light ring' });
  const selectRing = () => studio.canvas.node('Light ring').click({ position: { x: 60, y: 8 } });

  await test.step('four edits in four places', async () => {
    await studio.paletteItem('Counter').press('Enter');
    await expect(studio.canvas.nodes).toHaveCount(8);

    await selectRing();
    await expect(brightness).toHaveAttribute('aria-valuenow', '60');
    await brightness.press('ArrowLeft');
    await expect(brightness).toHaveAttribute('aria-valuenow', '59');

    await studio.showTab('Code');
    await studio.code.choose('profile.json');
    await studio.code.typeBehind('"brightness": 59', '00');
    await expect(studio.undoButton).toHaveAccessibleName('Undo Edit the profile as text');

    await studio.showTab('Problems');
    await expect(problem).toContainText('5900');
    await problem.getByRole('button', { name: /default/i }).click();
    await expect(problem).toHaveCount(0);
    await expect(brightness).toHaveAttribute('aria-valuenow', '40');
  });

  await test.step('undone one by one, newest first', async () => {
    await studio.undoButton.click();
    await expect(problem).toContainText('5900');
    await studio.undoButton.click();
    await expect(problem).toHaveCount(0);
    await expect(brightness).toHaveAttribute('aria-valuenow', '59');
    await studio.undoButton.click();
    await expect(brightness).toHaveAttribute('aria-valuenow', '60');
    await studio.undoButton.click();
    await expect(studio.canvas.nodes).toHaveCount(7);
    await expect(studio.undoButton).toHaveAccessibleName('Nothing to undo');
  });

  await test.step('and done again, by the keyboard', async () => {
    await studio.canvas.root.press('Control+Shift+Z');
    await expect(studio.canvas.nodes).toHaveCount(8);
    await page.keyboard.press('Control+Shift+Z');
    await expect(brightness).toHaveAttribute('aria-valuenow', '59');
    await page.keyboard.press('Control+Y');
    await expect(problem).toContainText('5900');
    await page.keyboard.press('Control+Y');
    await expect(brightness).toHaveAttribute('aria-valuenow', '40');
    await expect(studio.redoButton).toHaveAccessibleName('Nothing to redo');
  });
});
