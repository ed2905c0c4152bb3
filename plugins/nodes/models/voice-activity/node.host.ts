import {
  type AudioValue,
  defineHubNode,
  type HubNodeContext,
  numberProperty,
} from '../../../../app/sdk/hub-node.ts';
import { SpeechGate } from '../../../../app/sdk/speech-gate.ts';
import { audioOf, durationMsOf, RestAfterFailure, wordsOf } from '../lib/values.ts';

interface Detector {
  readonly push: (audio: AudioValue) => Promise<number>;
  readonly dispose: () => void;
}

interface State {
  detector: Promise<Detector> | null;
  gate: SpeechGate | null;
  readonly rest: RestAfterFailure;
}

type Context = HubNodeContext<State>;

function gateOf(context: Context): SpeechGate {
  context.state.gate ??= new SpeechGate(() => ({
    startProbability: numberProperty(context, 'startProbability', 0.5),
    endProbability: numberProperty(context, 'endProbability', 0.35),
    minSpeechMs: numberProperty(context, 'minSpeechMs', 96),
    hangoverMs: numberProperty(context, 'hangoverMs', 600),
  }));
  return context.state.gate;
}

function tell(context: Context, change: 'started' | 'ended' | null): void {
  if (change === null) return;
  context.emit('speaking', change === 'started');
  context.emit(change, true);
}

/** Judges each piece of sound. The detector is opened with the first. */
export default defineHubNode<State>({
  createState: () => ({ detector: null, gate: null, rest: new RestAfterFailure() }),
  async receive(_port, value, context) {
    const { state } = context;
    const audio = audioOf(value);
    if (audio === null) return;
    const gate = gateOf(context);
    if (audio.data !== '' && !state.rest.isResting(context)) {
      try {
        state.detector ??= context.services.speech.detectVoice();
        const probability = await (await state.detector).push(audio);
        context.emit('probability', probability);
        tell(context, gate.push(probability, durationMsOf(audio)));
      } catch (error) {
        state.detector = null;
        state.rest.rest(context, 3_000);
        context.emit('error', wordsOf(error));
      }
    }
    if (audio.last === true) tell(context, gate.end());
  },
  async stop(context) {
    // A detector that could not be opened has told so already.
    const detector = await context.state.detector?.catch(() => null);
    detector?.dispose();
  },
});
