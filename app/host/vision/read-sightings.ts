import type { Result } from '@vladmandic/human';
import type { Emotion, FaceSighting, Sighting, VisionFeature } from '../../sdk/hub-node.ts';

/** The seven emotions of the models, as the field's twenty-one say them. */
const emotionOf: Readonly<Record<string, Emotion>> = {
  angry: 'angry',
  disgust: 'confused',
  fear: 'shocked',
  happy: 'happy',
  sad: 'sad',
  surprise: 'surprised',
  neutral: 'neutral',
};

type Box = readonly [left: number, top: number, width: number, height: number];

/** Boxes of the models reach a little beyond the picture; what is handed on stays within. */
function clampBox(box: readonly number[]): Box {
  const clamp = (value: number | undefined) => Math.min(1, Math.max(0, value ?? 0));
  const left = clamp(box[0]);
  const top = clamp(box[1]);
  return [left, top, clamp((box[2] ?? 0) + (box[0] ?? 0)) - left, clamp((box[3] ?? 0) + (box[1] ?? 0)) - top];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/**
 * What the models found, in the words of the hub: people, faces, hands, gestures and objects with confidence, boxes as
 * shares of the picture.
 */
export function readSightings(
  result: Result,
  features: readonly VisionFeature[],
): { sightings: Sighting[]; faces: FaceSighting[] } {
  const faces = result.face.map((face): FaceSighting => {
    const [best] = [...(face.emotion ?? [])].sort((a, b) => b.score - a.score);
    const emotion = best === undefined ? undefined : emotionOf[best.emotion];
    const gaze = face.rotation?.gaze;
    return {
      kind: 'face',
      label: 'face',
      confidence: round(face.score),
      box: clampBox(face.boxRaw),
      emotion:
        best === undefined || emotion === undefined
          ? null
          : { label: emotion, confidence: round(best.score) },
      gaze:
        gaze === undefined || !features.includes('gaze')
          ? null
          : { bearingDegrees: round((gaze.bearing * 180) / Math.PI), strength: round(gaze.strength) },
      ageYears: face.age === undefined ? null : Math.round(face.age),
      live:
        face.live === undefined && face.real === undefined
          ? null
          : round(Math.min(face.live ?? 1, face.real ?? 1)),
      descriptor: face.embedding === undefined ? null : face.embedding,
    };
  });
  const sightings: Sighting[] = [
    ...result.object.map(
      (object): Sighting => ({
        kind: object.label === 'person' ? 'person' : 'object',
        label: object.label,
        confidence: round(object.score),
        box: clampBox(object.boxRaw),
      }),
    ),
    ...result.body
      .filter(body => body.score > 0.3)
      .map(
        (body): Sighting => ({
          kind: 'person',
          label: 'body',
          confidence: round(body.score),
          box: clampBox(body.boxRaw),
        }),
      ),
    ...result.hand.map(
      (hand): Sighting => ({
        kind: 'hand',
        label: hand.label,
        confidence: round(hand.score),
        box: clampBox(hand.boxRaw),
      }),
    ),
    ...result.gesture.map((gesture): Sighting => {
      // Beside its words a gesture has one field: the part that makes it, and which of them.
      const [part, index] = Object.entries(gesture).find(([key]) => key !== 'gesture') ?? ['body', 0];
      return {
        kind: 'gesture',
        label: `${part}: ${gesture.gesture.replace(/\d+% /, '')}`,
        confidence: gestureConfidence(result, part, Number(index)),
        box: null,
      };
    }),
  ];
  return { sightings, faces };
}

/** A gesture is read off a part's shape by rules; it is as sure as that part is. */
function gestureConfidence(result: Result, part: string, index: number): number {
  const scores: Readonly<Record<string, number | undefined>> = {
    face: result.face[index]?.score,
    iris: result.face[index]?.score,
    body: result.body[index]?.score,
    hand: result.hand[index]?.score,
  };
  return round(scores[part] ?? 0);
}
