import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chain, type ChainRequest, chainLength, measureChain } from './chain.ts';
import { answerParent } from './child.ts';

// Ten chained nodes on Node-RED's own runtime, without editor, HTTP or network. The tenth is the one that counts: it does
// less than any of Node-RED's own. `--kind function | change` says what the other nine are.

const kind = process.argv[2] === 'change' ? 'change' : 'function';

/** A head that sends and a tail that counts, as a plugin of Node-RED. */
const plugin = `module.exports = RED => {
  RED.nodes.registerType('bench-head', function (config) {
    RED.nodes.createNode(this, config);
    globalThis.benchChain.send = payload => this.send({ payload, topic: 'bench' });
  });
  RED.nodes.registerType('bench-tail', function (config) {
    RED.nodes.createNode(this, config);
    this.on('input', (message, send, done) => { globalThis.benchChain.onOut(); done(); });
  });
};
`;

function middle(id: string, next: string): object {
  const place = { id, z: 'tab', name: id, x: 0, y: 0, wires: [[next]] };
  return kind === 'function'
    ? {
        ...place,
        type: 'function',
        func: 'return msg;',
        outputs: 1,
        timeout: 0,
        noerr: 0,
        initialize: '',
        finalize: '',
        libs: [],
      }
    : { ...place, type: 'change', rules: [{ t: 'set', p: 'topic', pt: 'msg', to: 'bench', tot: 'str' }] };
}

const folder = await mkdtemp(join(tmpdir(), 'cambrian-node-red-'));
process.once('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
await mkdir(join(folder, 'nodes'));
await writeFile(join(folder, 'nodes', 'bench.js'), plugin);
await writeFile(
  join(folder, 'nodes', 'bench.html'),
  '<script type="text/javascript">RED.nodes.registerType("bench-head",{});RED.nodes.registerType("bench-tail",{});</script>',
);
const between = Array.from({ length: chainLength - 1 }, (_, index) => `n${index}`);
await writeFile(
  join(folder, 'flows.json'),
  JSON.stringify([
    { id: 'tab', type: 'tab', label: 'bench', disabled: false },
    { id: 'head', z: 'tab', type: 'bench-head', x: 0, y: 0, wires: [['n0']] },
    ...between.map((id, index) => middle(id, between[index + 1] ?? 'tail')),
    { id: 'tail', z: 'tab', type: 'bench-tail', x: 0, y: 0, wires: [] },
  ]),
);

const chain: Chain = { send: () => undefined, onOut: () => undefined };
Object.assign(globalThis, { benchChain: chain });
const red = createRequire(import.meta.url)('node-red');
red.init({
  userDir: folder,
  nodesDir: join(folder, 'nodes'),
  flowFile: 'flows.json',
  credentialSecret: false,
  httpAdminRoot: false,
  httpNodeRoot: false,
  telemetry: { enabled: false, updateNotification: false },
  functionExternalModules: false,
  externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
  logging: { console: { level: 'fatal', metrics: false, audit: false } },
});
const started = new Promise<void>(resolve => red.events.once('flows:started', () => resolve()));
await red.start();
await started;
answerParent((request: ChainRequest) => measureChain(chain, request));
