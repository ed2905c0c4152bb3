import { defineHubNode, type HubNodeContext, numberProperty } from '../../../../app/sdk/hub-node.ts';
import { audioOf, durationMsOf } from '../lib/values.ts';

/** A longer piece does not fit into a line to a device. */
const longestPieceMs = 100;

interface State {
  /** When the last sound that was passed on will have been played, on the hub's clock. */
  playedAtMs: number;
}

/** Sound as fast as it is played: waits before each piece until the one who plays it has little left. */
export default defineHubNode<State>({
  createState: () => ({ playedAtMs: 0 }),
  async receive(port, value, context: HubNodeContext<State>, message) {
    const { state } = context;
    if (port === 'stop') {
      state.playedAtMs = 0;
      return;
    }
    const audio = audioOf(value);
    if (audio === null) return;
    const leadMs = numberProperty(context, 'leadMs', 300);
    const bytes = Buffer.from(audio.data, 'base64');
    const size = Math.max(1, Math.floor((audio.sampleRateHz * longestPieceMs) / 1000)) * 2;
    const count = audio.encoding === 'pcm16' ? Math.max(1, Math.ceil(bytes.length / size)) : 1;
    for (let index = 0; index < count; index += 1) {
      const { last, ...rest } = audio;
      const piece = {
        ...rest,
        data: count === 1 ? audio.data : bytes.subarray(index * size, (index + 1) * size).toString('base64'),
        ...(last === true && index === count - 1 && { last: true as const }),
      };
      const waitMs = state.playedAtMs - leadMs - context.now();
      if (waitMs > 0) await context.sleep(waitMs, message.signal);
      if (message.signal.aborted) {
        state.playedAtMs = 0;
        return;
      }
      state.playedAtMs = Math.max(state.playedAtMs, context.now()) + durationMsOf(piece);
      context.emit('audio', piece);
    }
  },
});
