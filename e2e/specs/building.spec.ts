import { expect, test } from '../fixtures/studio-test.ts';

test('a button and an LED: dragged in, wired, run, pressed', async ({ studio, page }) => {
  await studio.openRunning();
  await studio.createProject('Lamp');

  await test.step('drag both from the palette', async () => {
    await studio.canvas.dropFromPalette(studio.paletteItem('Button'), { x: 0.25, y: 0.3 });
    await expect(studio.canvas.node('Button')).toBeVisible();
    await studio.canvas.dropFromPalette(studio.paletteItem('LED'), { x: 0.7, y: 0.3 });
    await expect(studio.canvas.node('LED')).toBeVisible();
  });

  await test.step('a wire that does not fit is refused with its reason', async () => {
    const from = studio.canvas.output({ node: 'Button', port: 'clicked' });
    await studio.canvas.dragWire(from, studio.canvas.input({ node: 'LED', port: 'brightness' }));
    const refusal = studio.notifications.filter({ hasText: 'These do not fit' });
    await expect(refusal).toBeVisible();
    await expect(refusal).toContainText(/trigger/);
    await expect(studio.canvas.wires).toHaveCount(0);
  });

  await test.step('one that fits is drawn', async () => {
    await studio.canvas.dragWire(
      studio.canvas.output({ node: 'Button', port: 'pressed' }),
      studio.canvas.input({ node: 'LED', port: 'on' }),
    );
    await expect(
      studio.canvas.wire({ node: 'Button', port: 'pressed' }, { node: 'LED', port: 'on' }),
    ).toBeAttached();
  });

  await test.step('run it, hold the drawn button: the drawn LED shines', async () => {
    await studio.run();
    await studio.device.expectLed(false);
    await studio.device.button('Button').hover();
    await page.mouse.down();
    await studio.device.expectLed(true);
    await page.mouse.up();
    await studio.device.expectLed(false);
  });
});
