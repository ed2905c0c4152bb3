/// <reference lib="webworker" />

// Runs on the browser's audio thread, in a scope of its own whose types the compiler does not bring.
declare const registerProcessor: (name: string, processor: new () => object) => void;
declare const AudioWorkletProcessor: new () => { readonly port: MessagePort };

/** 32 ms at 16 kHz: what voice detectors take, and small enough for a conversation. */
const pieceSamples = 512;

/** Gathers what the microphone hears into pieces of 16-bit samples. */
class Capture extends AudioWorkletProcessor {
  #piece = new Int16Array(pieceSamples);
  #filled = 0;

  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    for (const sample of inputs[0]?.[0] ?? []) {
      this.#piece[this.#filled++] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
      if (this.#filled < pieceSamples) continue;
      this.port.postMessage(this.#piece, [this.#piece.buffer]);
      this.#piece = new Int16Array(pieceSamples);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor('cambrian-capture', Capture);
