import { defineHubNode, numberProperty, type VisionFeature } from '../../../../app/sdk/hub-node.ts';
import { areaOf, createLookState, type LookState, lookAtNewest, timeOf } from '../lib/look-at-newest.ts';

/** Faces in a picture: how many, how the largest feels, and whether it looks here. */
export default defineHubNode<LookState>({
  createState: createLookState,
  receive(_port, value, context) {
    const followsEyes = context.properties.gaze === true;
    const features: VisionFeature[] = ['faces', 'emotion', ...(followsEyes ? (['gaze'] as const) : [])];
    lookAtNewest(value, context, features, result => {
      const minimum = numberProperty(context, 'minConfidence', 0.5);
      const faces = result.faces
        .filter(face => face.confidence >= minimum)
        .sort((a, b) => areaOf(b.box) - areaOf(a.box));
      context.emit('present', faces.length > 0);
      context.emit('count', faces.length);
      const [largest] = faces;
      if (largest?.emotion) {
        context.emit('emotion', largest.emotion.label);
        context.emit('confidence', largest.emotion.confidence);
      }
      if (largest?.gaze)
        context.emit('looking', largest.gaze.strength <= numberProperty(context, 'gazeLimit', 0.25));
      context.emit('seen', {
        ...timeOf(result, context),
        faces: faces.map(({ box, confidence, emotion, gaze }) => ({
          box: box === null ? null : [...box],
          confidence,
          emotion: emotion === null ? null : { ...emotion },
          gaze: gaze === null ? null : { ...gaze },
        })),
      });
    });
  },
});
