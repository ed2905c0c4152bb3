import { expect, test } from '../fixtures/studio-test.ts';

test('a live property changes the running board without a push', async ({ studio, page }) => {
  // The calls that the face makes, as they go over the wire.
  const calls: string[] = [];
  page.on('websocket', socket => socket.on('framesent', ({ payload }) => calls.push(String(payload))));
  const count = (method: string) => calls.filter(call => call.includes(method)).length;

  await studio.openRunning();
  await studio.device.button('Button').click();
  await studio.device.expectGlow(true);
  const program = async () => {
    await studio.kits.open();
    const hash = await studio.kits.programHash('Virtual kit');
    await studio.kits.close();
    return hash;
  };
  const before = await program();
  const pushes = count('device.run');
  expect(pushes).toBeGreaterThan(0);
  await expect.poll(() => studio.device.glow()).toBeGreaterThan(0.3);

  await studio.canvas.node('Light ring').click({ position: { x: 60, y: 8 } });
  const brightness = studio.inspector.getByRole('slider', { name: 'Brightness' });
  await brightness.press('Home');
  await expect(brightness).toHaveAttribute('aria-valuenow', '0');
  await studio.device.expectGlow(false);

  await test.step('undo goes to the board as well', async () => {
    await page.keyboard.press('Control+Z');
    await expect.poll(() => studio.device.glow()).toBeGreaterThan(0.3);
  });

  expect(count('device.run'), 'calls of device.run').toBe(pushes);
  expect(count('setProperty'), 'calls of device.setProperty').toBeGreaterThan(0);
  expect(await program()).toBe(before);
});
