import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { LocalReply, LocalRequest } from './local-speech-protocol.ts';

/** Last words of a process that ended by itself, characters. */
const keptWords = 2_000;

export interface SpeechProcess {
  send(request: LocalRequest): void;
  kill(): void;
}

export interface SpeechProcessListener {
  onReply(reply: LocalReply): void;
  /** It is gone; `words` is what it said last. */
  onGone(words: string): void;
}

const entry = new URL('./local-speech-process.ts', import.meta.url);

/**
 * Starts what runs local models in a process of its own, so that native code that ends its process ends nothing else.
 */
export function startSpeechProcess({ onReply, onGone }: SpeechProcessListener): SpeechProcess {
  const child = fork(fileURLToPath(entry), [], {
    execArgv: [],
    // No key of the studio's reaches it.
    env: { PATH: process.env.PATH ?? '' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    words = `${words}${text}`.slice(-keptWords);
  });
  child.on('message', message => onReply(message as LocalReply));
  child.on('error', error => {
    words = words || error.message;
  });
  child.once('close', (code, signal) => onGone(words.trim() || `it ended with ${signal ?? code}`));
  return {
    send: request => {
      if (child.connected) child.send(request, () => undefined);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** The same in a thread, for a shell whose binary runs no scripts. */
export function startSpeechThread({ onReply, onGone }: SpeechProcessListener): SpeechProcess {
  const worker = new Worker(new URL('./local-speech-process.ts', import.meta.url), {
    env: {},
    argv: [],
    name: 'local speech',
  });
  worker.unref();
  let words = '';
  worker.on('message', onReply);
  worker.on('error', error => {
    words = error instanceof Error ? error.message : String(error);
  });
  worker.once('exit', code => onGone(words || `it ended with ${code}`));
  return { send: request => worker.postMessage(request), kill: () => void worker.terminate() };
}
