import {
  type CancelTimer,
  defineHubNode,
  type HubMessage,
  type HubNodeContext,
  printValue,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';
import { durationMsOf, wordsOf } from '../lib/values.ts';

interface State {
  /** Numbers the utterances of this node. */
  count: number;
  isSpeaking: boolean;
  /** When the last sound will have been played, on the hub's clock. */
  playedAtMs: number;
  stopWaiting: CancelTimer | null;
}

type Context = HubNodeContext<State>;

function setSpeaking(context: Context, isSpeaking: boolean): void {
  context.state.stopWaiting?.();
  context.state.stopWaiting = null;
  if (context.state.isSpeaking === isSpeaking) return;
  context.state.isSpeaking = isSpeaking;
  context.emit('speaking', isSpeaking);
}

async function speak(text: string, context: Context, message: HubMessage): Promise<void> {
  const { state } = context;
  const utterance = `${context.nodeId}-${++state.count}`;
  let hasSound = false;
  const sound = context.services.speech.synthesize({
    model: textProperty(context, 'model'),
    voice: textProperty(context, 'voice'),
    text,
    caller: context,
    message,
  });
  try {
    for await (const piece of sound) {
      if (message.signal.aborted) return;
      state.playedAtMs = Math.max(state.playedAtMs, context.now()) + durationMsOf(piece);
      if (!hasSound) setSpeaking(context, true);
      hasSound = true;
      context.emit('audio', { ...piece, utterance });
    }
  } catch (error) {
    if (!message.signal.aborted) context.emit('error', wordsOf(error));
  }
  if (!hasSound || message.signal.aborted) return;
  context.emit('audio', { data: '', sampleRateHz: 24_000, encoding: 'pcm16', utterance, last: true });
  // The sound comes faster than it is played; it is spoken until the last of it was heard.
  const restMs = Math.max(0, state.playedAtMs - context.now());
  state.stopWaiting?.();
  state.stopWaiting = context.after(restMs, () => setSpeaking(context, false));
}

/** Sentences in, sound out, in their order: the hub hands over one message after the other. */
export default defineHubNode<State>({
  createState: () => ({ count: 0, isSpeaking: false, playedAtMs: 0, stopWaiting: null }),
  async receive(port, value, context, message) {
    if (port === 'stop') {
      context.state.playedAtMs = 0;
      setSpeaking(context, false);
      return;
    }
    const text = printValue(value).trim();
    if (text === '') return;
    if (textProperty(context, 'model').startsWith('system-voice/')) {
      context.emit('say', text);
      return;
    }
    await speak(text, context, message);
  },
});
