import { StudioError } from '../../contract/errors/studio-error.ts';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubServices } from '../../sdk/hub-node.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { VisionModels } from './vision-models.ts';

/** Below this likeness two faces are not taken for one person's; the models' makers advise one half. */
const sameFace = 0.5;

/** What a program's nodes can see with. Faces are stored and looked up in the memory of the program's personas. */
export function createVisionServices(options: {
  readonly models: VisionModels;
  readonly memory: MemoryStore;
  readonly graph: Pick<HubGraph, 'personas'>;
  readonly signal: AbortSignal;
}): HubServices['vision'] {
  const { models, memory, graph, signal } = options;
  return {
    look: (image, features, caller) => models.look(image, features, AbortSignal.any([caller, signal])),
    async recognize(personaId, descriptor) {
      const faces = await memory.faces(personaId);
      const similarities = await models.compare(
        descriptor,
        faces.map(face => face.descriptor),
        signal,
      );
      let best: { person: string; confidence: number } | null = null;
      for (const [index, confidence] of similarities.entries()) {
        const face = faces[index];
        if (face === undefined || confidence < sameFace || confidence <= (best?.confidence ?? 0)) continue;
        best = { person: face.person, confidence };
      }
      return best;
    },
    async enrol(personaId, person, descriptor, consent) {
      const persona = graph.personas?.[personaId];
      // The type asks for `true`; what comes over a wire is checked all the same.
      const isAllowed = persona?.memory.faces === true && (consent as boolean) && person.trim() !== '';
      if (!isAllowed) throw new StudioError('vision/no-consent', {});
      await memory.storeFace(personaId, person, descriptor);
    },
  };
}
