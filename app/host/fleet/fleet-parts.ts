import type { Kit, KitAbout, PushConsents } from '../../contract/services/device-service.ts';
import type { FlashProgress, FlashResult } from '../../contract/services/firmware-service.ts';
import type { PreparedProgram, PushContext, PushedToKit } from '../devices/program-runner.ts';

/** What a fleet needs of the kits. */
export interface FleetKits {
  list(): Promise<Kit[]>;
  abouts(): KitAbout[];
  prepare(projectId: string, kitIds: readonly string[]): Promise<PreparedProgram>;
  push(
    program: PreparedProgram,
    request: { readonly kitId: string } & Partial<PushConsents>,
    context: PushContext,
  ): Promise<PushedToKit>;
}

/** Puts an image onto one kit. */
export type FlashKit = (
  request: { readonly kitId: string; readonly imageId: string; readonly erase: boolean },
  context: { readonly signal: AbortSignal; readonly report: (progress: FlashProgress) => void },
) => Promise<FlashResult>;
