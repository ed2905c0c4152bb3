import { MessageChannel } from 'node:worker_threads';
import { memoryChannelPair } from './memory-channel.ts';
import { messagePortChannel } from './message-port-channel.ts';
import { rpcSuite } from './rpc-suite.ts';

rpcSuite('memory', async () => {
  const [clientEnd, hostEnd] = memoryChannelPair();
  return { clientEnd, hostEnd, release: async () => undefined };
});

rpcSuite('MessagePort', async () => {
  const { port1, port2 } = new MessageChannel();
  return {
    clientEnd: messagePortChannel(port1),
    hostEnd: messagePortChannel(port2),
    release: async () => {
      port1.close();
      port2.close();
    },
  };
});
