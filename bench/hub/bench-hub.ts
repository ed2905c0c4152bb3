import { runBench } from '../run-bench.ts';
import { measureBargeIn } from './measure-barge-in.ts';
import { measureChains } from './measure-chain.ts';
import { measureSessions } from './measure-sessions.ts';

// `npm run bench:hub [-- --json] [-- --only chain]`: the hub beside Node-RED, under a thousand devices, and interrupted.

await runBench({ chain: measureChains, sessions: measureSessions, interruption: measureBargeIn });
