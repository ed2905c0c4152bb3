import { SerialBoard } from '../fixtures/serial-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';

test('a push over a serial port: add it, choose it, run, see it confirmed', async ({ studio, folders }) => {
  const board = await SerialBoard.start(folders);
  try {
    await studio.openRunning();
    await studio.kits.target(board.path);
    await expect(studio.targetPicker).toContainText('ready');
    await studio.run();

    await studio.kits.open();
    await expect(studio.kits.row(board.path)).toContainText('confirmed');
    await studio.kits.programHash(board.path);
    await studio.kits.close();

    await test.step('its values are on the wires', async () => {
      const level = studio.canvas.row(studio.canvas.output({ node: 'Light', port: 'level' }));
      await expect(level).toContainText('%');
    });

    await test.step('with nothing changed nothing is sent', async () => {
      await studio.run();
      await studio.kits.open();
      await expect(studio.kits.row(board.path)).toContainText('up to date');
      await studio.kits.close();
    });
  } finally {
    await board.stop();
  }
});
