import { profileText, readProfile, writeProject } from '../fixtures/project-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';

test('profiles that are broken or hostile are refused with the place and the way out', async ({
  studio,
  folders,
  page,
}) => {
  await studio.openRunning();
  const cases = [
    ['broken', '{ "schemaVersion": 1, "nodes": {', /line 1/],
    ['polluting', '{ "schemaVersion": 1, "nodes": {}, "wires": {}, "__proto__": { "x": 1 } }', /__proto__/],
    ['deep', `{"nodes": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /deep/],
    ['other', '[1, 2, 3]', /not a Cambrian profile/],
  ] as const;
  for (const [name, text, reason] of cases) {
    await test.step(name, async () => {
      const folder = writeProject(folders, name, text);
      await studio.openFolder(folder);
      const alert = studio.notifications.filter({ hasText: 'profile.json cannot be read' });
      await expect(alert).toContainText(reason);
      await expect(alert).toContainText('The file was left as it is. Mend it in an editor');
      await alert.getByRole('button').click();
      await expect(alert).toBeHidden();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog', { name: 'Projects' })).toBeHidden();
      expect(readProfile(folder)).toBe(text);
    });
  }
  await test.step('the project that was open is still there', async () => {
    await expect(studio.projectName).toHaveText('Night light');
    await expect(studio.canvas.nodes).toHaveCount(7);
  });
});

test('a newer profile opens read-only and its file stays as it is', async ({ studio, folders }) => {
  const text = profileText({ lamp: { type: 'actuators/led' } }, [], { schemaVersion: 99, future: { a: 1 } });
  const folder = writeProject(folders, 'newer', text);
  await studio.openRunning();
  await studio.openFolder(folder);
  const notice = studio.page.getByRole('alert').filter({ hasText: 'newer version of Cambrian' });
  await expect(notice).toBeVisible();
  await expect(notice.getByRole('button', { name: 'Save a copy' })).toBeVisible();
  await expect(studio.savedState).toContainText('read-only');
  await expect(studio.canvas.node('LED')).toBeVisible();
  await studio.paletteItem('Button').press('Enter');
  await expect(studio.canvas.nodes).toHaveCount(1);
  expect(readProfile(folder)).toBe(text);
});

test('a node of an unknown type is shown, explained and kept', async ({ studio, folders }) => {
  const folder = writeProject(
    folders,
    'unknown',
    profileText(
      {
        nose: { type: 'other/nose', name: 'Nose', properties: { sniff: { deep: [1, 2] } } },
        lamp: { type: 'actuators/led', name: 'Lamp' },
      },
      [['nose', 'smell', 'lamp', 'on']],
    ),
  );
  await studio.openRunning();
  await studio.openFolder(folder);
  await expect(studio.canvas.node('Nose')).toBeVisible();
  const problems = await studio.showTab('Problems');
  await expect(problems).toContainText(
    '“Nose” is of the type other/nose, which no installed plugin provides.',
  );
  await expect(problems).toContainText('Its settings are kept until then.');

  await studio.canvas.node('Lamp').click({ position: { x: 60, y: 8 } });
  await studio.rename('Bright lamp');
  await expect.poll(() => readProfile(folder)).toContain('Bright lamp');
  const saved = JSON.parse(readProfile(folder));
  expect(saved.nodes.nose).toMatchObject({ type: 'other/nose', properties: { sniff: { deep: [1, 2] } } });
  expect(saved.wires.w1.from).toEqual({ node: 'nose', port: 'smell' });
});

test('Python of a person: a mistake in it is found, a fault in it is shown, the others go on', async ({
  studio,
  folders,
}) => {
  const nodes = (code: string) => ({
    tick: { type: 'logic/interval', name: 'Tick' },
    mine: { type: 'logic/python', name: 'Mine', properties: { code } },
    count: { type: 'logic/counter', name: 'Count' },
  });
  const wires = [
    ['tick', 'tick', 'mine', 'in1'],
    ['tick', 'tick', 'count', 'up'],
  ] as const;
  await studio.openRunning();

  await test.step('a syntax error is a problem at its node, and nothing is sent', async () => {
    await studio.openFolder(
      writeProject(folders, 'syntax', profileText(nodes('def receive(port, value:\n    pass\n'), wires)),
    );
    await expect(studio.canvas.node('Mine')).toBeVisible();
    await studio.runButton.click();
    const problems = await studio.showTab('Problems');
    const problem = problems.getByRole('listitem').filter({ hasText: 'Mine' });
    await expect(problem).toContainText(/line 1|SyntaxError|syntax/i, { timeout: 20_000 });
  });

  await test.step('a fault is named with its traceback', async () => {
    await studio.openFolder(
      writeProject(
        folders,
        'fault',
        profileText(nodes('def receive(port, value):\n    raise ValueError("too warm")\n'), wires),
      ),
    );
    await expect(studio.canvas.node('Count')).toBeVisible();
    await studio.waitUntilRunning();
    const live = await studio.showTab('Live');
    const events = live.getByRole('log', { name: 'Events' });
    const fault = events.locator('[data-level="error"]').filter({ hasText: 'Mine' }).first();
    await expect(fault).toContainText('too warm', { timeout: 20_000 });
    await expect(fault.locator('pre')).toContainText('ValueError');
  });

  await test.step('the counter beside it goes on', async () => {
    const count = studio.canvas.row(studio.canvas.output({ node: 'Count', port: 'count' }));
    const before = await count.textContent();
    await expect(count).not.toHaveText(before ?? '', { timeout: 20_000 });
  });
});
