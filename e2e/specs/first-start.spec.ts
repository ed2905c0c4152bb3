import { expect, test } from '../fixtures/studio-test.ts';

test('the first start shows a sample that runs on the virtual board', async ({ studio }) => {
  await studio.open();
  await expect(studio.canvas.node('Light ring')).toBeVisible();
  await studio.waitUntilRunning();
});
