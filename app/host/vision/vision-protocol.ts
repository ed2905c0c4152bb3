import type { FaceSighting, Sighting, VisionFeature } from '../../sdk/hub-node.ts';

/** RGB bytes, row by row. */
export interface Pixels {
  readonly rgb: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the vision worker is asked. */
export type VisionRequest =
  | {
      readonly kind: 'look';
      readonly id: number;
      readonly pixels: Pixels;
      readonly features: readonly VisionFeature[];
    }
  | {
      readonly kind: 'compare';
      readonly id: number;
      readonly descriptor: readonly number[];
      readonly candidates: readonly (readonly number[])[];
    };

/** What it answers. `similarities` are 0…1, in the order of the candidates. */
export type VisionAnswer =
  | {
      readonly kind: 'seen';
      readonly id: number;
      readonly sightings: readonly Sighting[];
      readonly faces: readonly FaceSighting[];
      readonly tookMs: number;
    }
  | { readonly kind: 'compared'; readonly id: number; readonly similarities: readonly number[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
