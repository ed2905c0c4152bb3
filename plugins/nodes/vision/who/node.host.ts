import { defineHubNode, printValue, textProperty, type VisionFeature } from '../../../../app/sdk/hub-node.ts';
import { areaOf, createLookState, type LookState, lookAtNewest } from '../lib/look-at-newest.ts';

interface WhoState extends LookState {
  /** The name under which the next face is to be remembered; empty: none. */
  name: string;
}

/** Below this the model takes the face for a picture of one. */
const aliveFrom = 0.4;

/** Knows people again who agreed to it. */
export default defineHubNode<WhoState>({
  createState: () => ({ ...createLookState(), name: '' }),
  receive(port, value, context) {
    const { state } = context;
    if (port === 'remember') {
      state.name = printValue(value).trim();
      return;
    }
    const checksLife = context.properties.alive === true;
    const features: VisionFeature[] = ['faces', 'identity', ...(checksLife ? (['liveness'] as const) : [])];
    lookAtNewest(value, context, features, async result => {
      const faces = [...result.faces].sort((a, b) => areaOf(b.box) - areaOf(a.box));
      const [face] = faces;
      const { name } = state;
      state.name = '';
      if (face === undefined || face.descriptor === null) {
        if (name !== '') context.emit('error', 'no face is seen');
        context.emit('known', false);
        return;
      }
      if (checksLife && face.live !== null && face.live < aliveFrom) {
        context.emit('error', 'this looks like a picture of a face');
        context.emit('known', false);
        return;
      }
      const persona = textProperty(context, 'persona');
      const { vision } = context.services;
      if (name !== '') {
        if (faces.length > 1) throw new Error('more than one face is seen');
        if (context.properties.consent !== true) throw new Error(`${name} has not agreed yet`);
        await vision.enrol(persona, name, face.descriptor, true);
        context.emit('remembered', name);
        return;
      }
      const found = await vision.recognize(persona, face.descriptor);
      context.emit('known', found !== null);
      if (found === null) return;
      context.emit('confidence', found.confidence);
      context.emit('person', found.person);
    });
  },
});
