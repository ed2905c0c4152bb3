import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures/studio-test.ts';

test('the main view has no serious hindrance, in either theme', async ({ studio, page }) => {
  await studio.openRunning();
  await studio.canvas.node('Light ring').click({ position: { x: 60, y: 8 } });
  for (const theme of ['light', 'dark'] as const) {
    await test.step(theme, async () => {
      await page.getByRole('button', { name: /^Theme: / }).click();
      await page.getByRole('menuitem', { name: theme, exact: true }).click();
      await expect(page.getByRole('menu')).toBeHidden();
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
      expect(grave).toEqual([]);
    });
  }
});
