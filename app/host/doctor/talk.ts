import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { DeadlineError, printable } from '../devices/repl/byte-inbox.ts';
import { Repl } from '../devices/repl/repl.ts';
import type { Transport } from '../devices/transport.ts';
import { type Speaker, whoSpeaks } from './hearing.ts';

/** How long a talk may take, milliseconds. */
export interface TalkTimes {
  readonly openMs: number;
  readonly listenMs: number;
  readonly interruptMs: number;
  readonly askMs: number;
}

export const boardTalkTimes: TalkTimes = { openMs: 5_000, listenMs: 2_500, interruptMs: 6_000, askMs: 5_000 };

/** How long the word of a soft reset is waited for; it is sent before anything else happens. */
const restartMs = 1_000;

const factsSchema = z.object({
  implementation: z.string(),
  version: z.string(),
  machine: z.string(),
  fileSystem: z.enum(['littlefs', 'fat', 'unknown']),
});
/** What a MicroPython says of itself. */
export type FirmwareFacts = z.infer<typeof factsSchema>;

/** What was heard of a board. */
export interface Talk {
  /** Why the port did not open; null where it did. */
  readonly refusal: StudioError | null;
  /** The port went away while it was open. */
  readonly isLost: boolean;
  readonly speaker: Speaker;
  /** The newest bytes, as a person can read them. */
  readonly received: string;
  /** `none` where nobody asked. */
  readonly prompt: 'none' | 'reached' | 'refused' | 'silent';
  readonly facts: FirmwareFacts | null;
}

/** Plain Python for every firmware since 1.12, and for CircuitPython. A name in capitals is known to FAT alone. */
const question = `
import sys,os,json
def kind():
 t=''
 try:t=''.join([str(type(m[0])) for m in os.mount() if m[1]=='/'])
 except Exception:pass
 if 'Fat' in t:return 'fat'
 if 'Lfs' in t:return 'littlefs'
 try:
  n=os.listdir('/')
  for i in n:
   u=i.upper()
   if u!=i and u not in n:
    try:
     os.stat('/'+u);return 'fat'
    except OSError:return 'littlefs'
 except Exception:pass
 return 'unknown'
i=sys.implementation
m=getattr(i,'_machine',None)
if not m:
 try:m=os.uname().machine
 except Exception:m=sys.platform
print('@doctor '+json.dumps({'implementation':i[0],'version':'.'.join([str(x) for x in i[1][:3]]),'machine':m,'fileSystem':kind()}))
`;

/**
 * Opens a port and listens; where the person agreed, also stops what runs, asks what it is, and starts it again. The
 * port is closed afterwards. Rejects with the signal's reason and else never.
 */
export async function talkTo(
  transport: Transport,
  options: { readonly interrupt: boolean; readonly signal: AbortSignal; readonly times: TalkTimes },
): Promise<Talk> {
  const { signal, times } = options;
  let received: Buffer = Buffer.alloc(0);
  let isLost = false;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const understood = new Set<Speaker>(['cambrian', 'esp-download']);
  const stops = [
    transport.onData(bytes => {
      received = Buffer.concat([received, bytes]).subarray(-8_192);
      if (understood.has(whoSpeaks(received))) end();
    }),
    transport.onDidClose(({ kind }) => {
      isLost = kind !== 'closed';
      end();
    }),
  ];
  const heard = (more: Partial<Talk> = {}): Talk => ({
    refusal: null,
    isLost,
    speaker: whoSpeaks(received),
    received: printable(received),
    prompt: 'none',
    facts: null,
    ...more,
  });
  try {
    const late = AbortSignal.timeout(times.openMs);
    await transport.open({ baudRate: 115_200, signal: AbortSignal.any([signal, late]) });
    await Promise.race([ended, sleep(times.listenMs, undefined, { signal, ref: false })]);
    if (!options.interrupt || isLost) return heard();
    const { facts, prompt } = await ask(transport, { signal, times });
    return heard({ facts, prompt });
  } catch (error) {
    signal.throwIfAborted();
    return heard({ refusal: StudioError.from(error) });
  } finally {
    for (const stop of stops) stop();
    await transport.close();
  }
}

async function ask(
  transport: Transport,
  options: { readonly signal: AbortSignal; readonly times: TalkTimes },
): Promise<Pick<Talk, 'prompt' | 'facts'>> {
  const { signal, times } = options;
  const repl = new Repl(transport);
  let isAtPrompt = false;
  try {
    await repl.enterRaw({ timeoutMs: times.interruptMs, signal });
    isAtPrompt = true;
    const { stdout } = await repl.execute(question, { timeoutMs: times.askMs, signal });
    const facts = factsSchema.parse(JSON.parse(/@doctor (.*)/.exec(stdout)?.[1] ?? 'null'));
    return { prompt: 'reached', facts };
  } catch (error) {
    signal.throwIfAborted();
    if (StudioError.is(error, 'repl/not-micropython')) return { prompt: 'refused', facts: null };
    if (StudioError.is(error, 'repl/no-answer') || error instanceof DeadlineError)
      return { prompt: 'silent', facts: null };
    // It has a prompt, and trips over the question: too old, or out of memory.
    return { prompt: 'reached', facts: null };
  } finally {
    if (isAtPrompt) await startAgain(repl, transport);
    repl.dispose();
  }
}

/** Only a soft reset from the friendly prompt starts the program again; the board says so before the port is closed. */
async function startAgain(repl: Repl, transport: Transport): Promise<void> {
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  let text = '';
  const stop = transport.onData(bytes => {
    text += Buffer.from(bytes).toString('latin1');
    if (text.includes('reboot')) resolve();
  });
  try {
    await repl.exitRaw();
    await transport.write(Buffer.of(0x04));
    await Promise.race([answered, sleep(restartMs, undefined, { ref: false })]);
  } catch (error) {
    // It has gone meanwhile: then there is nothing to start.
    if (!(error instanceof Error)) throw error;
  } finally {
    stop();
  }
}
