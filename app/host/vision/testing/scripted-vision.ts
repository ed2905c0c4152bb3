import { type HubServices, visionFeatures } from '../../../sdk/hub-node.ts';
import { decodeImage } from '../decode-image.ts';

/**
 * Seeing for behaviours in tests: every picture that can be read shows one smiling face that looks here, a cup, and a
 * thumb. Deterministic, and nothing to do with a model.
 */
export function createScriptedVision(): HubServices['vision'] {
  const faces: { person: string; descriptor: readonly number[] }[] = [];
  return {
    look: async (image, features) => {
      decodeImage(image);
      for (const feature of features) if (!visionFeatures.includes(feature)) throw new Error(feature);
      return {
        tookMs: 5,
        faces: features.includes('faces')
          ? [
              {
                kind: 'face',
                label: 'face',
                confidence: 0.98,
                box: [0.3, 0.1, 0.3, 0.3],
                emotion: { label: 'happy', confidence: 0.9 },
                gaze: features.includes('gaze') ? { bearingDegrees: 2, strength: 0.05 } : null,
                ageYears: null,
                live: features.includes('liveness') ? 0.9 : null,
                descriptor: features.includes('identity') ? [1, 2, 3] : null,
              },
            ]
          : [],
        sightings: [
          { kind: 'object', label: 'cup', confidence: 0.8, box: [0.1, 0.1, 0.2, 0.2] },
          { kind: 'person', label: 'body', confidence: 0.7, box: [0.1, 0, 0.8, 1] },
          { kind: 'gesture', label: 'hand: thumbs up', confidence: 0.75, box: null },
        ],
      };
    },
    recognize: async (_persona, descriptor) => {
      const found = faces.find(face => face.descriptor.join() === descriptor.join());
      return found === undefined ? null : { person: found.person, confidence: 0.95 };
    },
    enrol: async (_persona, person, descriptor) => {
      faces.push({ person, descriptor });
    },
  };
}
