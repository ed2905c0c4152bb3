import {
  type AudioValue,
  type Conversation,
  defineHubNode,
  type HubNodeContext,
  type ImageValue,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';
import { audioOf, imageOf, RestAfterFailure, wordsOf } from '../lib/values.ts';

/** After a failure sound is passed over for so long. */
const restMs = 3_000;

/** Most pieces that wait for the conversation to open: ten seconds of 20 ms. */
const mostWaiting = 500;

interface State {
  /** Null: nothing is open. */
  conversation: 'opening' | Conversation | null;
  waiting: AudioValue[];
  image: ImageValue | null;
  readonly rest: RestAfterFailure;
}

function open(context: HubNodeContext<State>): void {
  const { state } = context;
  const fail = (error: unknown) => {
    state.conversation = null;
    state.waiting = [];
    if (context.signal.aborted) return;
    state.rest.rest(context, restMs);
    context.emit('error', wordsOf(error));
  };
  state.conversation = 'opening';
  context.services.speech
    .converse({
      model: textProperty(context, 'model'),
      instructions: textProperty(context, 'instructions'),
      voice: textProperty(context, 'voice'),
      caller: context,
      signal: context.signal,
      onHeard: text => context.emit('heard', text),
      onText: (text, isFinal) => {
        if (isFinal) context.emit('text', text);
      },
      onAudio: audio => context.emit('audio', { ...audio }),
      onInterrupted: () => context.emit('interrupted', true),
      onUsage: usage => context.run('answer', async message => message.report(usage)),
      onEnded: fail,
    })
    .then(conversation => {
      state.conversation = conversation;
      if (state.image !== null) conversation.show(state.image);
      for (const audio of state.waiting.splice(0)) conversation.push(audio);
    })
    .catch(fail);
}

/** A conversation with a model in the cloud that hears and speaks by itself. It opens with the first sound. */
export default defineHubNode<State>({
  createState: () => ({ conversation: null, waiting: [], image: null, rest: new RestAfterFailure() }),
  receive(port, value, context) {
    const { state } = context;
    const conversation = state.conversation === 'opening' ? null : state.conversation;
    if (port === 'stop') {
      conversation?.interrupt();
      return;
    }
    if (port === 'image') {
      const image = imageOf(value);
      if (image === null) return;
      state.image = image;
      conversation?.show(image);
      return;
    }
    const audio = audioOf(value);
    if (audio === null || audio.data === '') return;
    if (conversation !== null) {
      try {
        conversation.push(audio);
      } catch (error) {
        context.emit('error', wordsOf(error));
      }
      return;
    }
    if (state.rest.isResting(context)) return;
    state.waiting.push(audio);
    if (state.waiting.length > mostWaiting) state.waiting.shift();
    if (state.conversation === null) open(context);
  },
  async stop(context) {
    const { conversation } = context.state;
    if (conversation !== null && conversation !== 'opening') await conversation.close();
  },
});
