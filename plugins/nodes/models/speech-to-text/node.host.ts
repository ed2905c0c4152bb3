import {
  type AudioValue,
  type CallUsage,
  type CancelTimer,
  defineHubNode,
  type HubMessage,
  type HubNodeContext,
  numberProperty,
  type Recognition,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';
import { audioOf, RestAfterFailure, wordsOf } from '../lib/values.ts';

/** Model that is used where none is chosen: the user's own, without a network. */
const localModel = 'local-speech/recognizer';

/** After a failure sound is passed over for so long, or until the utterance ends. */
const restMs = 3_000;

/** One utterance, from its first sound until its last words. */
interface Utterance {
  readonly opened: Promise<Recognition | null>;
  readonly abort: AbortController;
  recognition: Recognition | null;
  /** Sound that came while the recogniser was being opened. */
  waiting: AudioValue[];
  hasStarted: boolean;
  isOver: boolean;
  usages: CallUsage[];
}

interface State {
  utterance: Utterance | null;
  stopQuiet: CancelTimer | null;
  readonly rest: RestAfterFailure;
}

/** Most pieces that wait for a recogniser to open: ten seconds of 20 ms. */
const mostWaiting = 500;

type Context = HubNodeContext<State>;

function open(context: Context): Utterance {
  const abort = new AbortController();
  const signal = AbortSignal.any([context.signal, abort.signal]);
  const fail = (error: unknown) => {
    if (utterance.isOver || signal.aborted) return;
    utterance.isOver = true;
    if (context.state.utterance === utterance) context.state.utterance = null;
    context.state.rest.rest(context, restMs);
    context.emit('error', wordsOf(error));
  };
  const opening = context.services.speech.recognize({
    model: textProperty(context, 'model') || localModel,
    languages: textProperty(context, 'languages')
      .split(/[,，、\s]+/u)
      .filter(code => code !== ''),
    caller: context,
    signal,
    onText: (text, isFinal) => {
      if (text.trim() === '' || utterance.isOver) return;
      if (!utterance.hasStarted) {
        utterance.hasStarted = true;
        context.emit('started', true);
      }
      context.emit(isFinal ? 'text' : 'partial', text.trim());
      // The next sentence of the same stream begins anew.
      if (isFinal) utterance.hasStarted = false;
    },
    onUsage: usage => utterance.usages.push(usage),
    onEnded: fail,
  });
  const opened = opening.then(
    recognition => {
      utterance.recognition = recognition;
      for (const audio of utterance.waiting.splice(0)) push(utterance, audio, fail);
      return recognition;
    },
    (error: unknown) => {
      fail(error);
      return null;
    },
  );
  const utterance: Utterance = {
    opened,
    abort,
    recognition: null,
    waiting: [],
    hasStarted: false,
    isOver: false,
    usages: [],
  };
  return utterance;
}

function push(utterance: Utterance, audio: AudioValue, onFailure: (error: unknown) => void): void {
  if (utterance.recognition === null) {
    utterance.waiting.push(audio);
    if (utterance.waiting.length > mostWaiting) utterance.waiting.shift();
    return;
  }
  try {
    utterance.recognition.push(audio);
  } catch (error) {
    onFailure(error);
  }
}

/** Waits for the last words of the utterance; its calls belong to the message that ended it. */
async function finish(context: Context, utterance: Utterance, message: HubMessage): Promise<void> {
  if (context.state.utterance === utterance) context.state.utterance = null;
  const stop = () => utterance.abort.abort(message.signal.reason);
  message.signal.addEventListener('abort', stop, { once: true });
  try {
    const recognition = await utterance.opened;
    await recognition?.finish();
  } catch (error) {
    if (!utterance.isOver && !message.signal.aborted) context.emit('error', wordsOf(error));
  } finally {
    utterance.isOver = true;
    message.signal.removeEventListener('abort', stop);
    for (const usage of utterance.usages) message.report(usage);
  }
}

/** Sound in, words out. An utterance ends with its last piece, or when no sound came for a while. */
export default defineHubNode<State>({
  createState: () => ({ utterance: null, stopQuiet: null, rest: new RestAfterFailure() }),
  async receive(_port, value, context, message) {
    const { state } = context;
    const audio = audioOf(value);
    if (audio === null) return;
    state.stopQuiet?.();
    state.stopQuiet = null;
    if (state.utterance === null) {
      if (state.rest.isResting(context) || (audio.last === true && audio.data === '')) return;
      state.utterance = open(context);
    }
    const { utterance } = state;
    if (audio.data !== '') {
      push(utterance, audio, error => {
        context.emit('error', wordsOf(error));
        utterance.isOver = true;
        utterance.abort.abort();
        state.utterance = null;
        state.rest.rest(context, restMs);
      });
    }
    if (audio.last === true) {
      await finish(context, utterance, message);
      return;
    }
    state.stopQuiet = context.after(numberProperty(context, 'endAfterMs', 3_000), () =>
      context.run('quiet', quiet => finish(context, utterance, quiet)),
    );
  },
  stop(context) {
    context.state.utterance?.abort.abort();
  },
});
