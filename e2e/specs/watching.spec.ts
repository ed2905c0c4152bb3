import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { CableFixture } from '../fixtures/serial-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

/** The text of the file that an action offers for download. */
async function downloaded(page: Page, action: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await action();
  return readFileSync(await (await download).path(), 'utf8');
}

/** A program of somebody else, as an Arduino sketch would print it for a plotter. */
const foreignMain = [
  'import time',
  'n = 0',
  'while True:',
  '  n += 1',
  "  print('temp:%d,hum:%d' % (20 + n % 5, 40))",
  '  time.sleep_ms(100)',
  '',
].join('\\n');

test('a foreign program: its lines with their time, filter, search, send and save; its numbers as a plot', async ({
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  const cable = await CableFixture.start(folders);
  try {
    await cable.typeIn(`f = open('/main.py', 'w'); f.write("${foreignMain}"); f.close()`);
    cable.pull();
    await cable.plugIn({ powerCycle: true });
    await studio.openRunning();
    await studio.kits.open();
    await studio.kits.addPort(cable.path);
    await studio.kits.choose(cable.path, 'Use as target');
    await studio.kits.choose(cable.path, 'Connect');
    await expect(studio.kits.row(cable.path)).toContainText('connected', { timeout: runTimeoutMs });
    await studio.kits.close();

    const live = await studio.showTab('Live');
    await test.step('what it prints is plotted, held, and saved as a table', async () => {
      await live.getByText('Plot', { exact: true }).click();
      const printed = live.getByRole('group', { name: 'Printed by the program' });
      await expect(printed).toContainText('temp', { timeout: runTimeoutMs });
      await expect(printed).toContainText('hum');
      await expect(printed).toContainText('40');
      await live.getByRole('button', { name: 'Hold the picture' }).click();
      const temperature = printed.locator('label').filter({ hasText: 'temp' });
      const save = async (item: string) => {
        const text = await downloaded(page, async () => {
          await live.getByRole('button', { name: 'Save as CSV' }).click();
          await page.getByRole('menuitem', { name: item }).click();
        });
        return text.trim().split('\n');
      };
      const [head, first, ...rest] = await save('What is shown');
      expect(head).toBe('time,seconds,temp,hum');
      expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,0,2[0-4],40$/);
      const held = rest.at(-1)?.split(',')[2] ?? '';
      await expect(temperature).toHaveText(`temp${held}`);
      // What comes meanwhile is kept, and does not move the picture.
      await expect
        .poll(async () => (await save('Everything that is kept')).length)
        .toBeGreaterThan(rest.length + 8);
      await expect(temperature).toHaveText(`temp${held}`);
      expect(await save('What is shown')).toHaveLength(rest.length + 2);
      await live.getByRole('button', { name: 'Return to now' }).click();
    });

    const panel = await studio.showTab('Console');
    const terminal = panel.getByTestId('terminal');
    await test.step('the time before each line', async () => {
      await expect(terminal).toContainText(/temp:2[0-4],hum:40/, { timeout: runTimeoutMs });
      await panel.getByRole('button', { name: 'Time before each line' }).click();
      await page.getByRole('menuitemradio', { name: 'Time of day' }).click();
      await expect(terminal).toContainText(/\d\d:\d\d:\d\d\S* temp:2[0-4]/);
    });

    const lineToSend = panel.getByRole('textbox', { name: 'Line to send' });
    await test.step('interrupted, it takes lines and remembers them', async () => {
      await panel.getByRole('button', { name: /^Interrupt/ }).click();
      await expect(terminal).toContainText('KeyboardInterrupt', { timeout: runTimeoutMs });
      if (!(await lineToSend.isVisible())) await panel.getByRole('button', { name: 'Line to send' }).click();
      await lineToSend.fill("print('sum', 40 + 2)");
      await lineToSend.press('Enter');
      await expect(terminal).toContainText('sum 42', { timeout: runTimeoutMs });
      await lineToSend.fill("print('product', 6 * 9)");
      await lineToSend.press('Enter');
      await expect(terminal).toContainText('product 54', { timeout: runTimeoutMs });
      await lineToSend.press('ArrowUp');
      await expect(lineToSend).toHaveValue("print('product', 6 * 9)");
      await lineToSend.press('ArrowUp');
      await expect(lineToSend).toHaveValue("print('sum', 40 + 2)");
      await lineToSend.press('ArrowDown');
      await expect(lineToSend).toHaveValue("print('product', 6 * 9)");
    });

    await test.step('filter and search', async () => {
      const filter = panel.getByRole('textbox', { name: 'Filter lines' });
      await filter.fill('sum 4');
      await expect(terminal).not.toContainText('hum:40');
      await expect(terminal).toContainText('sum 42');
      await expect(panel.getByRole('status')).toContainText('typing is off until all are shown');
      await filter.fill('nothing is called this');
      await expect(terminal).not.toContainText('sum 42');
      await panel.getByRole('button', { name: 'Show all lines' }).first().click();
      await expect(terminal).toContainText('product 54');
      await panel.getByRole('button', { name: 'Search the console' }).click();
      const search = panel.getByRole('textbox', { name: 'Search the console' });
      await search.fill('product 54');
      await expect(panel.getByRole('search')).toContainText('1 of 1');
      await search.fill('product 55');
      await expect(panel.getByRole('search')).toContainText('No match');
      await search.press('Escape');
      await expect(panel.getByRole('search')).toHaveCount(0);
    });

    await test.step('saved, every line has its time', async () => {
      const text = await downloaded(page, () =>
        panel.getByRole('button', { name: 'Save to a file' }).click(),
      );
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z program temp:2[0-4],hum:40$/m);
      expect(text).toMatch(/Z program sum 42$/m);
      expect(text).toMatch(/Z program product 54$/m);
    });
  } finally {
    await cable.stop();
  }
});

test('a session is recorded and seen again as a kit; a file that is none is refused, a damaged one says so', async ({
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  await studio.openRunning();
  const live = await studio.showTab('Live');
  const recordings = page.getByRole('dialog', { name: 'Recordings' });
  const list = recordings.getByRole('list', { name: 'Recordings' });
  const replayBar = page.getByRole('region', { name: 'Replay' });
  const button = live.locator('li[data-port]').filter({ hasText: 'Button' }).first();
  let recordedPath = '';

  await test.step('record while a button is pressed', async () => {
    await live.getByRole('button', { name: 'Record', exact: true }).click();
    await expect(live.getByRole('button', { name: /^Stop · Recording/ })).toBeVisible();
    await studio.device.button('Button').click();
    await expect(button).toBeVisible({ timeout: runTimeoutMs });
    await live.getByRole('button', { name: /^Stop · Recording/ }).click();
    await live.getByRole('button', { name: 'Recordings', exact: true }).click();
    await expect(list.getByRole('listitem')).toHaveCount(1);
    await expect(list).toContainText(/[1-9]\d* events?/);
    recordedPath = (await list.locator('code').textContent()) ?? '';
  });

  await test.step('a file that is no recording is refused with words', async () => {
    const path = folders.path('notes.trace.jsonl');
    writeFileSync(path, 'These are notes of a fair.\n');
    const field = recordings.getByRole('textbox', { name: 'Path of a trace file' });
    await field.fill(path);
    await recordings.getByRole('button', { name: 'Import' }).click();
    const alert = studio.notifications.filter({ hasText: 'This is no recording' });
    await expect(alert).toContainText('does not begin as a recording of Cambrian does');
    await expect(alert).toContainText('Choose a file that ends in .trace.jsonl');
    await expect(list.getByRole('listitem')).toHaveCount(1);

    const damaged = folders.path('damaged.trace.jsonl');
    copyFileSync(recordedPath, damaged);
    const lines = readFileSync(damaged, 'utf8').trimEnd().split('\n');
    const middle = Math.max(1, Math.floor(lines.length / 2));
    writeFileSync(damaged, [...lines.slice(0, middle), '{"cut', ...lines.slice(middle), ''].join('\n'));
    await field.fill(damaged);
    await recordings.getByRole('button', { name: 'Import' }).click();
    await expect(list.getByRole('listitem')).toHaveCount(2);
    await expect(list).toContainText('1 line cannot be read');
  });

  await test.step('replayed, values are seen again, at any place', async () => {
    const recorded = list.getByRole('listitem').filter({ hasText: recordedPath });
    await recorded.getByRole('button', { name: 'Replay' }).click();
    await expect(recordings).toBeHidden();
    await expect(replayBar).toBeVisible();
    await expect(studio.kitState).toContainText('Night light · Virtual kit');
    await expect(replayBar).toContainText('0:00.0 /');
    await expect(live).toContainText('No values yet');
    await expect(live).toContainText('Press Play');
    await replayBar.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(button).toBeVisible({ timeout: runTimeoutMs });
    const again = replayBar.getByRole('button', { name: 'Play again' });
    await expect(again).toBeVisible({ timeout: 2 * runTimeoutMs });
    const place = replayBar.getByRole('slider', { name: 'Place in the recording' });
    await place.press('Home');
    await expect(replayBar).toContainText('0:00.0 /', { timeout: runTimeoutMs });
    await expect(again).toBeHidden();
  });

  await test.step('nothing can be sent to it', async () => {
    const panel = await studio.showTab('Console');
    await expect(panel).toContainText('This is a recording. Nothing can be typed.');
    await studio.runButton.click();
    const alert = page.getByRole('alert').filter({ hasText: 'This is a replay, not a board' });
    await expect(alert).toContainText('nothing can be sent to it');
    await expect(alert).toContainText('Close the replay, or choose a kit from the target picker.');
  });

  await test.step('closed, the kit from before is there again', async () => {
    await replayBar.getByRole('button', { name: 'Close the replay' }).click();
    await expect(replayBar).toBeHidden();
    await expect(studio.targetPicker).toContainText('Virtual kit');
    await studio.waitUntilRunning();
  });
});
