import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/fake-studio-test.ts';

/** Opens the persona Momo by the command palette, with the keyboard alone. */
async function openMomo(page: Page, address: string, look = 'language=en'): Promise<Locator> {
  await page.goto(`${address}#${look}`);
  await page.getByTestId('canvas').waitFor();
  await page.keyboard.press('Control+K');
  const search = page.getByRole('textbox', { name: /Type a command|输入命令/ });
  await search.fill('Momo 编辑角色');
  await expect(page.getByRole('button', { name: /Edit persona: Momo|编辑角色：Momo/ })).toBeVisible();
  await search.press('Enter');
  const editor = page.getByRole('dialog', { name: /Persona editor: Momo|角色编辑器：Momo/ });
  await expect(editor).toBeVisible();
  return editor;
}

test('an edit is seen at once, is one step of undo, and Escape leads back to the canvas', async ({
  page,
  address,
}) => {
  const editor = await openMomo(page, address);
  await editor.getByRole('textbox', { name: 'Name' }).fill('Momolo');
  await expect(editor.getByText('Momolo', { exact: true })).toBeVisible();
  await editor.getByRole('button', { name: 'Undo Rename the persona' }).click();
  await expect(editor.getByRole('textbox', { name: 'Name' })).toHaveValue('Momo');

  // A name cannot be empty: it comes back when the field is left.
  await editor.getByRole('textbox', { name: 'Name' }).fill('');
  await editor.getByRole('textbox', { name: 'Name' }).blur();
  await expect(editor.getByRole('textbox', { name: 'Name' })).toHaveValue('Momo');

  await editor.getByRole('slider', { name: 'Warmth' }).press('ArrowLeft');
  await expect(editor.getByRole('slider', { name: 'Warmth' })).not.toHaveAttribute('aria-valuenow', '78');
  await editor.getByRole('slider', { name: 'Warmth' }).press('Control+Z');
  await expect(editor.getByRole('slider', { name: 'Warmth' })).toHaveAttribute('aria-valuenow', '78');

  await page.keyboard.press('Escape');
  await expect(editor).toBeHidden();
  await expect(page.getByTestId('canvas')).toBeVisible();
});

test('a transition is made with the keyboard alone', async ({ page, address }) => {
  const editor = await openMomo(page, address);
  await editor.getByRole('button', { name: 'Add a transition' }).focus();
  await page.keyboard.press('Enter');
  // The focus is in the first field of the new line: from which emotion.
  const from = editor
    .getByRole('combobox', { name: 'From' })
    .or(editor.getByRole('textbox', { name: 'From' }));
  await expect(from).toBeFocused();
  await page.keyboard.type('happy');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('crying');
  await page.keyboard.press('Enter');
  const list = editor.locator('[data-card=feel] ul');
  await expect(list.getByRole('button', { name: 'happy → crying someone comes' })).toBeVisible();
  // It is drawn too, with the new emotion as a state.
  const drawing = editor.getByTestId('emotion-drawing');
  await expect(drawing.getByRole('button', { name: 'Emotion: crying' })).toBeVisible();
  await expect(drawing.getByRole('button', { name: 'happy to crying: someone comes' })).toBeVisible();
  await expect(editor.getByRole('button', { name: 'Transitions, 6' })).toBeVisible();
});

test('words stream in, the face follows, and nothing else is drawn again', async ({ page, address }) => {
  const editor = await openMomo(page, address);
  const cards = editor.locator('main');
  await expect(editor.getByTestId('now')).toHaveText('now: neutral');
  // Whatever changes in the cards while words come; the live emotion is told apart.
  await cards.evaluate(element => {
    const state = window as unknown as { changes: string[] };
    state.changes = [];
    new MutationObserver(records => {
      for (const { target } of records) {
        const at = target instanceof Element ? target : target.parentElement;
        const isFace = at?.closest(
          '[data-card=who] button, [data-testid=now], [data-testid=emotion-drawing]',
        );
        if (!isFace) state.changes.push(at?.outerHTML.slice(0, 80) ?? '');
      }
    }).observe(element, { childList: true, characterData: true, attributes: true, subtree: true });
  });
  const field = editor.getByRole('textbox', { name: 'Say something as Lin…' });
  await field.fill("Momo, it's too dark in my room");
  await field.press('Enter');
  const talk = editor.getByRole('log');
  await expect(talk.getByText('thinking…')).toBeVisible();
  await expect(talk.getByText(/^I'll glow$|^I'll glow for|^I'll$/)).toBeVisible();
  await expect(talk.getByText('Shall we count the stars on your blanket?')).toBeVisible();
  await expect(talk.getByText('remembers: likes the hallway light on')).toBeVisible();
  await expect(talk.getByText(/^first word \d\.\d\d s$/)).toBeVisible();
  await expect(talk.getByText('¥0.0041')).toBeVisible();
  await expect(editor.getByTestId('now')).toHaveText('now: loving');
  expect(await page.evaluate(() => (window as unknown as { changes: string[] }).changes)).toEqual([]);

  await field.fill("Momo, it's too dark in my room");
  await field.press('Enter');
  await editor.getByRole('button', { name: 'Stop the answer' }).click();
  await expect(talk.getByText('interrupted')).toBeVisible();
});

test('two models hear the same, and their figures stand side by side', async ({ page, address }) => {
  const editor = await openMomo(page, address);
  await editor.getByRole('button', { name: 'Compare' }).click();
  const field = editor.getByRole('textbox', { name: 'Say something as Lin…' });
  await field.fill('Tell me a joke');
  await field.press('Enter');
  const left = editor.getByRole('region', { name: 'Who answers, left' });
  const right = editor.getByRole('region', { name: 'Who answers, right' });
  await expect(left.getByText('¥0.0041')).toBeVisible();
  await expect(left.getByText('0/1')).toBeVisible();
  await expect(right.getByText('1/1')).toBeVisible();
  await expect(
    editor.getByRole('log').getByText('Why did the star go to school? To get brighter!'),
  ).toHaveCount(2);
});

test('a new persona begins with somebody, and the tests of its examples are counted on the tab', async ({
  page,
  address,
}) => {
  await page.goto(`${address}#language=en`);
  await page.getByTestId('canvas').waitFor();
  await page.keyboard.press('Control+K');
  const search = page.getByRole('textbox', { name: /Type a command/ });
  await search.fill('New persona');
  await expect(page.getByRole('button', { name: 'New persona…' })).toBeVisible();
  await search.press('Enter');
  await page.getByRole('button', { name: /A guide/ }).click();
  const editor = page.getByRole('dialog', { name: 'Persona editor: Sol' });
  await editor.getByRole('tab', { name: /Tests/ }).click();
  await editor.getByRole('button', { name: 'Run all' }).click();
  await expect(editor.getByRole('tab', { name: 'Tests 2 pass' })).toBeVisible();
  await editor.getByRole('button', { name: 'Undo Add a persona' }).click();
  await expect(page.getByText('This persona is not in the profile any more')).toBeVisible();
  await page.getByRole('button', { name: 'Back to the canvas' }).click();
  await expect(page.getByTestId('canvas')).toBeVisible();
});

test('double-click and Enter on an agent open who it is', async ({ page, address }) => {
  await page.goto(`${address}#language=en`);
  const agent = page.locator('.react-flow__node[data-id=companion]');
  await agent.dblclick({ position: { x: 60, y: 10 } });
  const editor = page.getByRole('dialog', { name: 'Persona editor: Momo' });
  await expect(editor).toBeVisible();
  await editor.getByRole('button', { name: 'Done' }).click();
  await expect(editor).toBeHidden();
  await agent.focus();
  await page.keyboard.press('Enter');
  await expect(editor).toBeVisible();
});

for (const [language, theme] of [
  ['en', 'light'],
  ['zh', 'dark'],
] as const) {
  test(`no serious hindrance, and nothing sticks out (${language}, ${theme})`, async ({ page, address }) => {
    const editor = await openMomo(page, address, `language=${language}&theme=${theme}`);
    const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
    expect(grave).toEqual([]);
    for (const width of [1180, 1440, 1920]) {
      await page.setViewportSize({ width, height: 820 });
      const overflow = await editor.evaluate(element =>
        [...element.querySelectorAll('main, header, aside, section')]
          .filter(part => part.scrollWidth > part.clientWidth + 1)
          .map(part => `${part.tagName} ${part.className}`),
      );
      expect(overflow, `${width}`).toEqual([]);
    }
  });
}
