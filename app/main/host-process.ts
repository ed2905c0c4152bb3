import { emitterPortChannel } from '../contract/rpc/message-port-channel.ts';
import { serveRpc } from '../contract/rpc/serve-rpc.ts';
import { services } from '../contract/services/services.ts';
import { createHost, type HostPlaces } from '../host/create-host.ts';
import { openStudioLog } from '../host/studio-log.ts';
import { connectMessage, disposeMessage } from './host-messages.ts';
import { askKeychain } from './keychain-messages.ts';

// The entry of the process that runs the host. Its only argument is HostPlaces as JSON, written by main; its only
// messages are a new port for a page, the word to save and go, and the answers of the system's key chain.

const options: HostPlaces = JSON.parse(process.argv.at(-1) ?? '');
const log = openStudioLog(options.stateDirectory);
const { keychain, receive } = askKeychain(question => process.parentPort.postMessage(question));
// Started at once; ports that come before it is ready wait in their own queues.
const starting = createHost({ ...options, environment: process.env, keychain, log: log.logger });
// Before any call is answered. That it does not start is told by those who wait for it.
starting.then(
  host => log.redactBy(line => host.parts.models.secrets.redact(line)),
  () => undefined,
);

process.parentPort.on('message', ({ data, ports }) => {
  if (receive(data)) return;
  if (data === connectMessage) {
    for (const port of ports) void serve(emitterPortChannel(port));
  } else if (data === disposeMessage) {
    void dispose();
  }
});

async function serve(channel: ReturnType<typeof emitterPortChannel>): Promise<void> {
  try {
    serveRpc(channel, services, (await starting).handlers, { onInternalFailure: log.onInternalFailure });
  } catch (error) {
    // The host does not start. The page sees its channel close and says that there is no host.
    log.onInternalFailure({ name: 'host.start', reference: 'start', error });
    channel.close();
  }
}

async function dispose(): Promise<void> {
  let exitCode = 0;
  try {
    await (await starting).dispose();
  } catch (error) {
    log.onInternalFailure({ name: 'host.dispose', reference: 'stop', error });
    exitCode = 1;
  }
  process.exit(exitCode);
}
