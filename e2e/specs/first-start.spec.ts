import { expect, test } from '../fixtures/studio-test.ts';

test('the first start shows a sample that runs, and its device answers', async ({ studio }) => {
  await studio.open();
  await expect(studio.canvas.node('Light ring')).toBeVisible();
  await studio.waitUntilRunning();

  await test.step('what a person does to the device is seen on its wires', async () => {
    const level = studio.canvas.row(studio.canvas.output({ node: 'Light', port: 'level' }));
    await expect(level).toContainText('60 %');
    await studio.device.move('Light', 10);
    await expect(level).toContainText(/\b(9|10|11)(\.\d+)? %/);
    const dark = studio.canvas.row(studio.canvas.input({ node: 'Dark and someone', port: 'b' }));
    await expect(dark).toContainText('yes');
  });

  await test.step('the light goes on when someone is near, and off by the button', async () => {
    await studio.device.expectGlow(false);
    await studio.device.switch('Presence').click();
    await studio.device.expectGlow(true);
    await studio.device.button('Button').click();
    await studio.device.expectGlow(false);
  });

  await test.step('Live lists the values', async () => {
    const live = await studio.showTab('Live');
    await studio.canvas.node('Dark?').click({ position: { x: 60, y: 8 } });
    await live.getByRole('button', { name: 'Only selected nodes' }).click();
    await expect(live.getByRole('status', { name: 'Dark? · below' })).toHaveText('yes');
  });
});
