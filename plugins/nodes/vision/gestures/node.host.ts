import {
  defineHubNode,
  numberProperty,
  textProperty,
  type VisionFeature,
} from '../../../../app/sdk/hub-node.ts';
import { createLookState, type LookState, lookAtNewest, timeOf } from '../lib/look-at-newest.ts';

/** Which models each part of the body needs. */
const parts: readonly (readonly [property: string, features: readonly VisionFeature[]])[] = [
  ['hands', ['hands']],
  ['head', ['faces', 'gaze']],
  ['body', ['body']],
];

/** What hands, head and body do in a picture. */
export default defineHubNode<LookState>({
  createState: createLookState,
  receive(_port, value, context) {
    const features = parts.flatMap(([property, needed]) =>
      context.properties[property] === true ? needed : [],
    );
    lookAtNewest(value, context, features, result => {
      const minimum = numberProperty(context, 'minConfidence', 0.5);
      const wanted = textProperty(context, 'wanted').trim().toLowerCase();
      const sure = result.sightings.filter(({ confidence }) => confidence >= minimum);
      for (const { kind, label, confidence } of sure) {
        if (kind !== 'gesture') continue;
        context.emit('gesture', label);
        context.emit('confidence', confidence);
        if (wanted !== '' && label.toLowerCase().includes(wanted)) context.emit('matched', true);
      }
      context.emit('people', sure.filter(({ kind, label }) => kind === 'person' && label === 'body').length);
      context.emit('seen', {
        ...timeOf(result, context),
        sightings: sure.map(({ kind, label, confidence, box }) => ({
          kind,
          label,
          confidence,
          box: box === null ? null : [...box],
        })),
      });
    });
  },
});
