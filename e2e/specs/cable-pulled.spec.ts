import { CableFixture } from '../fixtures/serial-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

test('a cable pulled in the middle of a push leaves the old program running', async ({ studio, folders }) => {
  test.setTimeout(120_000);
  const cable = await CableFixture.start(folders);
  try {
    await studio.openRunning();
    await studio.kits.target(cable.path);
    await studio.run();
    await studio.kits.open();
    const oldProgram = await studio.kits.programHash(cable.path);
    await studio.kits.close();
    await studio.openTemplate('Greeting toy');
    await studio.kits.open();
    await studio.kits.choose(cable.path, 'Use as target');
    await studio.kits.show(cable.path);

    await test.step('pull it while the program is being written', async () => {
      cable.bytesPerSecond = 2000;
      await studio.kits.choose(cable.path, 'Push and run');
      await expect(studio.kits.row(cable.path)).toContainText('writing the other slot', {
        timeout: runTimeoutMs,
      });
      cable.pull();
      const alert = studio.kits.details.getByRole('alert').first();
      await expect(alert).toContainText('went away');
      await expect(alert).toContainText('Plug');
    });

    await test.step('plug it in again: the old program is there', async () => {
      cable.bytesPerSecond = Number.POSITIVE_INFINITY;
      await cable.plugIn({ powerCycle: true });
      await studio.kits.choose(cable.path, 'Connect');
      await expect(studio.kits.program(cable.path)).toHaveAttribute('data-program', oldProgram, {
        timeout: runTimeoutMs,
      });
      await studio.kits.close();
      await expect(studio.kitState).toContainText('running');
    });

    await test.step('and a second try succeeds', async () => {
      await studio.run();
      await studio.kits.open();
      await expect(studio.kits.row(cable.path)).toContainText('confirmed', { timeout: runTimeoutMs });
      await expect(studio.kits.program(cable.path)).not.toHaveAttribute('data-program', oldProgram);
    });
  } finally {
    await cable.stop();
  }
});
