import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Language, languages } from '../core/text/localized-text.ts';
import { board } from './commands/board.ts';
import { compile } from './commands/compile.ts';
import { doctor } from './commands/doctor.ts';
import { type FlashOptions, flash } from './commands/flash.ts';
import { type KeysAction, keys } from './commands/keys.ts';
import { list } from './commands/list.ts';
import { newNode } from './commands/new-node.ts';
import { push } from './commands/push.ts';
import { isReportName, pushMany } from './commands/push-many.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { studio } from './commands/studio.ts';
import { testKit } from './commands/test-kit.ts';
import { validate } from './commands/validate.ts';
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts';
import { Terminal } from './terminal.ts';

// The terminal shell: parses words, calls one command, returns its exit code. `docs/command-line.md` is its manual.

const program = new Command('cambrian')
  .description('From a wire on the canvas to a running board.')
  .option('--json', 'print one JSON value instead of words')
  .addOption(
    new Option('--language <language>', 'language of the words').choices(languages).default(systemLanguage()),
  )
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

/** Runs a command and keeps its exit code; an error that leaves it is told in full. */
async function execute(work: (terminal: Terminal) => Promise<ExitCode>): Promise<void> {
  const { json, language } = program.opts<{ json?: boolean; language: Language }>();
  const terminal = new Terminal({ isJson: json === true, language });
  try {
    process.exitCode = await work(terminal);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') process.exitCode = exitCodes.interrupted;
    else process.exitCode = exitCodeFor(terminal.fail(error).code);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

program
  .command('validate <project>')
  .description('check a project and list its problems')
  .action((project: string) => execute(terminal => validate(terminal, project)));

program
  .command('compile <project>')
  .description('write the bundle: what a board would get')
  .option('--out <folder>', 'where to write its files')
  .action((project: string, { out }: { out?: string }) =>
    execute(terminal => compile(terminal, project, out)),
  );

function reportName(text: string): string {
  if (!isReportName(text)) throw new InvalidArgumentError('a report ends in .csv or .json');
  return text;
}

function retries(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 20) throw new InvalidArgumentError('0 to 20');
  return count;
}

interface PushWords {
  readonly port: readonly string[];
  readonly all: boolean;
  readonly report?: string;
  readonly retry: number;
  readonly replaceForeign: boolean;
  readonly allowOlder: boolean;
  readonly allowOtherBoard: boolean;
}

program
  .command('push <project>')
  .description('push to a kit, or to many side by side, and wait until they have confirmed')
  .option(
    '--port <port>',
    'serial path, or tcp:host:port; once for each kit',
    (port: string, ports: readonly string[]) => [...ports, port],
    [],
  )
  .addOption(new Option('--all', 'every board that is attached').default(false).conflicts('port'))
  .option('--report <file>', 'write a line for each kit to a .csv or .json file', reportName)
  .option('--retry <n>', 'try again so often what failed', retries, 0)
  .option('--replace-foreign', 'put aside a main.py that is not Cambrian’s', false)
  .option('--allow-older', 'also to kits with a later revision of the profile', false)
  .option('--allow-other-board', 'also to boards that the profile is not made for', false)
  .action((project: string, words: PushWords) => {
    const { all, port, report, retry, ...consents } = words;
    const [only] = port;
    if (only === undefined && !all) program.error('error: name a --port, or take --all');
    const isOne = only !== undefined && port.length === 1 && report === undefined && retry === 0;
    return execute(terminal =>
      isOne
        ? push(terminal, project, { port: only, ...consents })
        : pushMany(terminal, project, { ports: port, all, report: report ?? null, retry, consents }),
    );
  });

program
  .command('run <project>')
  .description('play the profile on the virtual board with its hub nodes')
  .option('--scenario <scenario>', 'play this scenario (a name of the project’s, or a file) and end')
  .option('--real-time', 'as the clock goes, instead of as fast as possible', false)
  .action((project: string, options: { scenario?: string; realTime: boolean }) =>
    execute(terminal => run(terminal, project, options)),
  );

const keysCommand = program
  .command('keys')
  .description('keys that programs are signed with')
  .action(() => execute(terminal => keys(terminal, { kind: 'list' })));
const onKeys = (words: string, description: string, action: (...words: string[]) => KeysAction) =>
  keysCommand
    .command(words)
    .description(description)
    // Behind the words come commander's own objects.
    .action((...all: unknown[]) =>
      execute(terminal => keys(terminal, action(...all.filter(word => typeof word === 'string')))),
    );
onKeys('list', 'the keys of this terminal', () => ({ kind: 'list' }));
onKeys(
  'import <file> <name>',
  'trust a public key in PEM, or sign with a private one',
  (file = '', name = '') => ({
    kind: 'import',
    file,
    name,
  }),
);
onKeys('rename <key> <name>', 'call a key something else', (keyId = '', name = '') => ({
  kind: 'rename',
  keyId,
  name,
}));
onKeys('activate <key>', 'sign with this key from now on', (keyId = '') => ({ kind: 'activate', keyId }));
onKeys('renew <name>', 'make a new key and sign with it from now on', (name = '') => ({
  kind: 'renew',
  name,
}));
onKeys('forget <key>', 'trust a key no more', (keyId = '') => ({ kind: 'forget', keyId }));

program
  .command('flash [image]')
  .description('put firmware onto a board: an image of the catalogue, the newest of a board, or a file')
  .option('--port <port>', 'serial path of the board')
  .option('--volume <folder>', 'drive of its UF2 boot loader')
  .option('--erase', 'erase all of its flash first', false)
  .option('--yes', 'ask nobody', false)
  .option('--identify', 'only tell what chip it is', false)
  .action((image: string | undefined, options: FlashOptions) =>
    execute(terminal => flash(terminal, image, options)),
  );

program
  .command('list')
  .description('kits: name, board, serial number, port, state')
  .action(() => execute(list));

program
  .command('doctor [port]')
  .description('why a port does not open or a board does not answer, and what to do')
  .option('--interrupt', 'stop what runs on the board, ask it what it is, and start it again', false)
  .action((port: string | undefined, options: { interrupt: boolean }) =>
    execute(terminal => doctor(terminal, port, options)),
  );

program
  .command('board')
  .description('put a virtual board where any serial tool can talk to it')
  .addOption(new Option('--pty', 'on a pseudo-terminal (the default)').conflicts('tcp'))
  .option('--tcp <port>', 'on a TCP port of this computer; 0 takes a free one', portNumber)
  .action(({ tcp }: { tcp?: number }) =>
    execute(terminal => board(terminal, tcp === undefined ? {} : { tcp })),
  );

program
  .command('test-kit')
  .description('try every promise of link, push and runtime on a board, and bring it back as it was')
  .requiredOption('--port <port>', 'serial path, or tcp:host:port')
  .option('--yes', 'what runs on the board may be stopped for it', false)
  .option('--only <checks>', 'only these checks and what they need, by id, with commas between')
  .action(({ only, port, yes }: { port: string; yes: boolean; only?: string }) =>
    execute(terminal =>
      testKit(terminal, { port, isAgreed: yes, ...(only !== undefined && { only: only.split(',') }) }),
    ),
  );

program
  .command('serve <project>')
  .description('the hub without a studio, for devices on the network or on a cable')
  .option('--port <port>', 'port to listen on; 0 takes a free one', portNumber, 0)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option(
    '--token-file <file>',
    'file with the token that devices must bear; without it one is made and printed',
  )
  .addOption(new Option('--device <port>', 'push to this kit and serve it: serial path, or tcp:host:port'))
  .addOption(new Option('--virtual', 'serve the virtual board').default(false).conflicts('device'))
  .action(
    (
      project: string,
      options: { port: number; host: string; tokenFile?: string; device?: string; virtual: boolean },
    ) => execute(() => serve(project, options)),
  );

program
  .command('studio [project]')
  .description('the studio in a browser')
  .option('--port <port>', 'port to listen on; 0 takes a free one', '0')
  .option('--no-open', 'do not open a browser')
  .action((project: string | undefined, options: { port: string; open: boolean }) =>
    execute(() => studio({ ...options, ...(project !== undefined && { project }) })),
  );

program
  .command('new')
  .description('make something new')
  .command('node <type>')
  .description('make a node type <pack>/<name> that works')
  .option('--into <folder>', 'plugins folder to make it in; your own by default')
  .action((type: string, { into }: { into?: string }) => execute(terminal => newNode(terminal, type, into)));

function systemLanguage(): Language {
  return (process.env.LC_ALL ?? process.env.LANG ?? '').startsWith('zh') ? 'zh' : 'en';
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}
