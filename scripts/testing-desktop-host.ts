import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { connectRpc } from '../app/contract/rpc/connect-rpc.ts';
import { messagePortChannel } from '../app/contract/rpc/message-port-channel.ts';
import { services } from '../app/contract/services/services.ts';

// A program for build-shell.test.ts: stands where Electron's main process stands, as far as the host's process can
// tell, and drives the bundle at the path of its first argument with the HostOptions of its second. Prints what it saw
// as one line of JSON.

const [, , bundlePath = ''] = process.argv;
const parentPort = new EventEmitter();
Object.assign(process, { parentPort });

/** A Node port with the manners of Electron's MessagePortMain: its messages come as events with `data`. */
function asMessagePortMain(port: MessagePort) {
  return {
    postMessage: (message: string) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
    on: (type: string, listener: (event: { data: unknown }) => void) =>
      port.on(type, data => listener({ data })),
  };
}

await import(pathToFileURL(bundlePath).href);

const { port1, port2 } = new MessageChannel();
parentPort.emit('message', { data: 'connect', ports: [asMessagePortMain(port1)] });
const { client } = connectRpc(messagePortChannel(port2), services);

const { platform, shell } = await client.studio.describe({});
const { nodes, problems } = await client.catalogue.get({});
const project = await client.project.openInitial({});
const build = await client.build.build({ projectId: project.projectId });
const [kit] = await client.device.list({});
const run = await client.device.run({ projectId: project.projectId, kitId: kit?.kitId ?? '' });

console.log(
  JSON.stringify({
    platform,
    shell: shell.kind,
    nodes: nodes.length,
    problems: problems.map(problem => problem.plugin),
    drivers: build.files.filter(file => file.path.startsWith('drivers/')).length,
    outcome: run.outcome,
  }),
);
// The host says goodbye with exit code 0 once everything is saved.
parentPort.emit('message', { data: 'dispose', ports: [] });
