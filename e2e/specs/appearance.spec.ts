import { expect, test } from '../fixtures/studio-test.ts';

test('language and theme change at run time, and last', async ({ studio, page }) => {
  await studio.openRunning();
  const html = page.locator('html');

  await test.step('Chinese', async () => {
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await expect(page.getByRole('button', { name: '运行', exact: true })).toBeVisible();
    await expect(html).toHaveAttribute('lang', /^zh/);
  });

  await test.step('every tab speaks it, and none shows the name of a text', async () => {
    for (const tab of ['问题', '实时', '控制台', '轨迹', '代码']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      await expect(page.getByRole('tabpanel', { name: new RegExp(`^${tab}`) })).toBeVisible();
      expect(await untranslated(), tab).toEqual([]);
    }
  });

  await test.step('dark', async () => {
    await page.getByRole('button', { name: /^主题/ }).click();
    await page.getByRole('menuitem', { name: '深色' }).click();
    await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 255] = background.match(/\d+/g)?.map(Number) ?? [];
    expect(red).toBeLessThan(80);
  });

  await test.step('both are there after a reload', async () => {
    await page.reload();
    await expect(page.getByRole('button', { name: '运行', exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
  });

  await test.step('and English again, by the command palette', async () => {
    await page.keyboard.press('Control+K');
    const search = page.getByRole('textbox', { name: /^输入命令/ });
    await expect(search).toBeFocused();
    await search.fill('English');
    await page.getByRole('button', { name: /Switch to English/ }).click();
    await expect(studio.runButton).toBeVisible();
    expect(await untranslated()).toEqual([]);
  });

  /** Words on the screen that look like the name of a text, or like one with a gap left unfilled. */
  function untranslated(): Promise<string[]> {
    return page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const element = node.parentElement;
        if (element === null || element.closest('script, style, code, pre, .monaco-editor, .xterm')) continue;
        const text = node.textContent?.trim() ?? '';
        // `projects.noRecent`, `shell:opening`, `{count}`, or a camelCase word on its own.
        if (/^[a-z-]+[.:][a-z]+[A-Z]?\w*$|\{\w+\}|^[a-z]+[A-Z]\w+$|undefined|\[object/.test(text))
          found.push(text);
      }
      return found.filter(text => !/^(main|manifest|profile|graph)\.|\.(mpy|py|json)$/.test(text));
    });
  }
});
