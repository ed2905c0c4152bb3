import { expect, test } from '../fixtures/studio-test.ts';

test('a reload loses nothing', async ({ studio, page }) => {
  await studio.openRunning();
  await studio.paletteItem('Counter').press('Enter');
  await expect(studio.canvas.nodes).toHaveCount(8);
  await studio.rename('Visitors');
  await page.reload();
  await expect(studio.canvas.node('Visitors')).toBeVisible({ timeout: 20_000 });
  await expect(studio.canvas.nodes).toHaveCount(8);
  // The history lives in the window: an undo that cannot be done is not offered.
  await expect(studio.undoButton).toHaveAccessibleName('Nothing to undo');
  await studio.waitUntilRunning();
});

test('a crash right after an edit loses nothing', async ({ studio, server, complaints }) => {
  // The page tells the console that its connection broke; that is what happened.
  complaints.allow(/WebSocket|ERR_CONNECTION_REFUSED/);
  await studio.openRunning();
  await studio.paletteItem('Counter').press('Enter');
  await expect(studio.canvas.nodes).toHaveCount(8);
  // What the studio takes note of at once; the file follows within a second.
  await expect(studio.savedState).toHaveText(/^(saving|saved)/);
  await server.crash();
  await expect(studio.page.getByRole('alertdialog')).toContainText('The connection to the studio was lost');

  await server.start();
  await studio.open();
  const recovery = studio.page.getByRole('alert').filter({ hasText: 'newer work than the saved file' });
  await expect(recovery.or(studio.canvas.node('Counter')).first()).toBeVisible();
  if (await recovery.isVisible()) await recovery.getByRole('button', { name: 'Take the newer work' }).click();
  await expect(studio.canvas.nodes).toHaveCount(8);
  await expect(studio.canvas.node('Counter')).toBeVisible();
});
