import { defineHubNode, numberProperty, textProperty } from '../../../../app/sdk/hub-node.ts';
import { createLookState, type LookState, lookAtNewest, timeOf, wordsOf } from '../lib/look-at-newest.ts';

/** Everyday things in a picture. */
export default defineHubNode<LookState>({
  createState: createLookState,
  receive(_port, value, context) {
    lookAtNewest(value, context, ['objects'], result => {
      const wanted = wordsOf(textProperty(context, 'wanted'));
      const minimum = numberProperty(context, 'minConfidence', 0.4);
      const things = result.sightings
        .filter(({ kind, label }) => kind === 'object' || (kind === 'person' && label === 'person'))
        .filter(
          ({ label, confidence }) => confidence >= minimum && (wanted.length === 0 || wanted.includes(label)),
        )
        .sort((a, b) => b.confidence - a.confidence);
      const [surest] = things;
      context.emit('found', surest !== undefined);
      context.emit('count', things.length);
      if (surest !== undefined) {
        context.emit('label', surest.label);
        context.emit('confidence', surest.confidence);
      }
      context.emit('seen', {
        ...timeOf(result, context),
        things: things.map(({ label, confidence, box }) => ({
          label,
          confidence,
          box: box === null ? null : [...box],
        })),
      });
    });
  },
});
