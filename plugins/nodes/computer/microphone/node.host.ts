import { type CancelTimer, defineHubNode, type HubNodeContext } from '../../../../app/sdk/hub-node.ts';

/** A window that sends nothing for so long has gone; it sends every 32 ms while the button is held. */
const goneMs = 1_000;

interface State {
  /** The utterance that is being spoken; null while nobody talks. */
  utterance: string | null;
  stopWatching: CancelTimer | null;
}

function end(context: HubNodeContext<State>): void {
  const { state } = context;
  state.stopWatching?.();
  state.stopWatching = null;
  if (state.utterance === null) return;
  state.utterance = null;
  context.emit('talking', false);
}

/** The computer's microphone: the window sends pieces of sound while the button is held. */
export default defineHubNode<State>({
  createState: () => ({ utterance: null, stopWatching: null }),
  receive(_port, value, context) {
    const { state } = context;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (value.encoding !== 'pcm16' || typeof value.data !== 'string') return;
    const utterance = typeof value.utterance === 'string' ? value.utterance : context.nodeId;
    if (state.utterance === null) context.emit('talking', true);
    state.utterance = utterance;
    context.emit('audio', value);
    if (value.last === true) {
      end(context);
      return;
    }
    state.stopWatching?.();
    state.stopWatching = context.after(goneMs, () => {
      context.emit('audio', { data: '', sampleRateHz: 16_000, encoding: 'pcm16', utterance, last: true });
      end(context);
    });
  },
});
