import { CommandLine } from '../fixtures/command-line.ts';
import { copyTemplate, profileText, writeProject } from '../fixtures/project-fixtures.ts';
import { SerialBoard } from '../fixtures/serial-fixtures.ts';
import { StudioFolders } from '../fixtures/studio-server.ts';
import { expect, test } from '../fixtures/studio-test.ts';

test('the same profile is pushed from the terminal', async () => {
  const folders = new StudioFolders();
  const cambrian = new CommandLine(folders);
  const board = await SerialBoard.start(folders);
  try {
    const project = copyTemplate(folders, 'night-light');
    const first = await cambrian.run('push', project, '--port', board.path, '--json');
    expect(first.code, first.output).toBe(0);
    expect(first.json).toMatchObject({ outcome: 'confirmed', slot: 'a' });

    const second = await cambrian.run('push', project, '--port', board.path, '--json');
    expect(second.code, second.output).toBe(0);
    expect(second.json).toMatchObject({ outcome: 'unchanged', bytesWritten: 0 });

    const words = await cambrian.run('push', project, '--port', board.path);
    expect(words.output).toContain('unchanged');

    const gone = await cambrian.run('push', project, '--port', '/dev/tty-not-there');
    expect(gone.code, gone.output).toBe(4);
    expect(gone.output).toContain('The port is not there');
    expect(gone.output).toContain('Plug the board in');
  } finally {
    await board.stop();
    folders.remove();
  }
});

test('exit codes and answers for other programs', async () => {
  const folders = new StudioFolders();
  const cambrian = new CommandLine(folders);
  try {
    const good = await cambrian.run('validate', copyTemplate(folders, 'greeting-toy'), '--json');
    expect(good.code, good.output).toBe(0);
    expect(good.json).toMatchObject({ valid: true });

    const tooLarge = writeProject(
      folders,
      'too-large',
      profileText({ strip: { type: 'actuators/light-ring', properties: { count: 9000 } } }),
    );
    const bad = await cambrian.run('validate', tooLarge, '--json');
    expect(bad.code, bad.output).toBe(1);
    expect(bad.json).toMatchObject({ valid: false });

    const nowhere = await cambrian.run('compile', folders.path('nowhere'));
    expect(nowhere.code, nowhere.output).toBe(3);
    const wrong = await cambrian.run('flash-the-moon');
    expect(wrong.code, wrong.output).toBe(2);
  } finally {
    folders.remove();
  }
});
