import { toBase64 } from './base64.ts';
import { closeStream, openStream } from './capture-problem.ts';
import captureWorklet from './capture-worklet.ts?worker&url';

/** A piece of sound for an input of the hub. */
export interface SoundPiece {
  readonly data: string;
  readonly sampleRateHz: 16_000;
  readonly encoding: 'pcm16';
  readonly utterance: string;
  readonly last?: true;
}

/**
 * What the microphone hears from `start` until `stop`: one utterance, in pieces of 32 ms. The device is opened for
 * each utterance and closed after it, so that nothing is captured between.
 */
export class MicrophoneCapture {
  readonly #onPiece: (piece: SoundPiece) => void;
  /** The utterance that is wanted now; a device that opens later than the button was let go is closed again. */
  #wanted = 0;
  #open: { readonly stream: MediaStream; readonly context: AudioContext; readonly utterance: string } | null =
    null;

  constructor(onPiece: (piece: SoundPiece) => void) {
    this.#onPiece = onPiece;
  }

  /** Resolves to false where it was stopped before the device was open. Rejects as `getUserMedia` does. */
  async start(): Promise<boolean> {
    this.stop();
    const wanted = ++this.#wanted;
    const stream = await openStream({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    if (wanted !== this.#wanted) {
      closeStream(stream);
      return false;
    }
    const utterance = crypto.randomUUID();
    // The browser brings the device's rate to this one.
    const context = new AudioContext({ sampleRate: 16_000 });
    this.#open = { stream, context, utterance };
    try {
      await context.audioWorklet.addModule(captureWorklet);
    } catch (error) {
      this.stop();
      throw error;
    }
    if (wanted !== this.#wanted) return false;
    const node = new AudioWorkletNode(context, 'cambrian-capture', { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }: MessageEvent<Int16Array>) => {
      if (this.#open?.utterance !== utterance) return;
      const bytes = new Uint8Array(data.buffer);
      this.#onPiece({ data: toBase64(bytes), sampleRateHz: 16_000, encoding: 'pcm16', utterance });
    };
    context.createMediaStreamSource(stream).connect(node);
    return true;
  }

  /** Ends the utterance and closes the device. Does nothing where nothing is open. */
  stop(): void {
    this.#wanted++;
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    closeStream(open.stream);
    void open.context.close();
    const { utterance } = open;
    this.#onPiece({ data: '', sampleRateHz: 16_000, encoding: 'pcm16', utterance, last: true });
  }
}
