import { StudioError } from '../../contract/errors/studio-error.ts';
import type { CallUsage } from '../../sdk/hub-node.ts';
import type { ResolvedModel } from './model-access.ts';

/** A call that failed, for the trace: whom it went to, and the code that says why and what to do next. */
export function failedCall(name: string, model: ResolvedModel | null, error: unknown): CallUsage {
  return {
    provider: model?.provider ?? name.split('/')[0] ?? name,
    model: name,
    region: model?.region ?? null,
    isOffline: model?.isOffline ?? false,
    firstMs: null,
    tokensIn: 0,
    tokensOut: 0,
    costYuan: null,
    failure: StudioError.from(error).code,
  };
}
