import type {
  HubMessage,
  HubNodeContext,
  ImageValue,
  JsonValue,
  VisionFeature,
  VisionResult,
} from '../../../../app/sdk/hub-node.ts';

/** What a node that looks at pictures remembers between them. */
export interface LookState {
  newest: ImageValue | null;
  isLooking: boolean;
}

export function createLookState(): LookState {
  return { newest: null, isLooking: false };
}

function isImage(value: JsonValue): value is ImageValue {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.data === 'string'
  );
}

/**
 * Looks at a picture that arrived. A camera is faster than the models: while one picture is looked at, only the newest
 * that arrives is kept. What goes wrong comes out at `error`.
 */
export function lookAtNewest<State extends LookState>(
  value: JsonValue,
  context: HubNodeContext<State>,
  features: readonly VisionFeature[],
  show: (result: VisionResult, message: HubMessage) => void | Promise<void>,
): void {
  const { state } = context;
  if (!isImage(value)) {
    context.emit('error', 'this is no picture');
    return;
  }
  state.newest = value;
  if (state.isLooking) return;
  state.isLooking = true;
  context.run('look', async message => {
    try {
      for (let image = state.newest; image !== null; image = state.newest) {
        state.newest = null;
        try {
          await show(await context.services.vision.look(image, features, message.signal), message);
        } catch (error) {
          if (message.signal.aborted) return;
          context.emit('error', error instanceof Error ? error.message : String(error));
        }
      }
    } finally {
      state.isLooking = false;
    }
  });
}

/** The time of a look, for the `seen` output: when it ended and how long it took. */
export function timeOf(result: VisionResult, context: Pick<HubNodeContext<unknown>, 'date'>) {
  return { at: context.date().toISOString(), tookMs: Math.round(result.tookMs) };
}

/** Size of a box, as a share of the picture. */
export function areaOf(box: readonly [number, number, number, number] | null): number {
  return box === null ? 0 : box[2] * box[3];
}

/** Words of a list with commas, in lower case. */
export function wordsOf(text: string): string[] {
  return text
    .split(/[,，、]/u)
    .map(word => word.trim().toLowerCase())
    .filter(word => word !== '');
}
