import { expect, test } from '../fixtures/studio-test.ts';

test('from an empty project to a running one with the keyboard alone', async ({ studio, page }) => {
  await studio.openRunning();
  const { keyboard } = page;

  await test.step('a new project by the command palette', async () => {
    await keyboard.press('Control+K');
    await expect(page.getByRole('textbox', { name: /^Type a command/ })).toBeFocused();
    await keyboard.type('New empty project');
    await expect(page.getByRole('button', { name: 'New empty project' })).toBeVisible();
    await keyboard.press('Enter');
    await expect(studio.projectName).toHaveText('Untitled');
  });

  await test.step('nodes by the palette', async () => {
    await keyboard.press('/');
    await expect(studio.palette.getByRole('searchbox')).toBeFocused();
    await keyboard.type('button');
    await keyboard.press('Enter');
    await expect(studio.canvas.node('Button')).toBeVisible();
    await keyboard.press('Control+A');
    await keyboard.type('led');
    await keyboard.press('Enter');
    await expect(studio.canvas.node('LED')).toBeVisible();
  });

  await test.step('a wire from port to port', async () => {
    const node = studio.canvas.node('Button');
    await node.focus();
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await expect(studio.canvas.output({ node: 'Button', port: 'pressed' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: /ports? fit/ })).toBeAttached();
    await keyboard.press('Enter');
    await expect(
      studio.canvas.wire({ node: 'Button', port: 'pressed' }, { node: 'LED', port: 'on' }),
    ).toBeAttached();
  });

  await test.step('Run, and press the drawn button with the space bar', async () => {
    await studio.run(() => keyboard.press('Control+Enter'));
    await expect(studio.device.button('Button')).toBeEnabled();
    await studio.device.button('Button').focus();
    await keyboard.down('Space');
    await studio.device.expectLed(true);
    await keyboard.up('Space');
    await studio.device.expectLed(false);
  });
});
