import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Manifest } from '../../../core/compiler/bundle.ts';
import { loaderMark } from '../../build/device-sources.ts';
import type { Probe } from './board-scripts.ts';
import { currentRecord, type Slot } from './pointer-record.ts';
import type { KnownManifests, PushTargetRules } from './target-rules.ts';

/** What a kit's own program says of itself, in its hello or its manifest. */
export type ProgramOnKit = Pick<Manifest, 'profile' | 'board' | 'sequence'>;

/** Words for nobody, where a signer is asked for. */
export const nobody = '—';

/** What the board says that it is. @throws StudioError `push/board-mismatch` */
export function checkBoard(machine: string, rules: PushTargetRules): void {
  if (rules.allowOtherBoard === true || rules.machineWords.length === 0) return;
  const fits = rules.machineWords.some(word => machine.toLowerCase().includes(word.toLowerCase()));
  if (!fits) throw new StudioError('push/board-mismatch', { board: rules.boardTitle, machine });
}

/**
 * What the kit's program tells of the kit. A machine's name fits several boards with other pins; the program that it
 * had until now was made for one of them.
 * @throws StudioError `push/board-mismatch`, `push/older-sequence`
 */
export async function checkProgram(
  found: ProgramOnKit,
  ours: Manifest,
  options: {
    readonly machine: string;
    readonly rules: PushTargetRules;
    /** Who signed what was found; asked for only where it stands in an error. */
    readonly signer: () => Promise<string>;
  },
): Promise<void> {
  const { machine, rules } = options;
  const other = rules.allowOtherBoard === true ? null : (rules.otherBoard?.(found.board) ?? null);
  if (other !== null) {
    throw new StudioError(
      'push/board-mismatch',
      { board: rules.boardTitle, machine },
      {
        hint: {
          en: `The program on the kit was made for ${other}. Choose that board in the board picker, or push all the same if you know that the pins fit.`,
          zh: `开发板上现有程序适用于 ${other}。请在开发板选择器中选择该型号；若确认引脚相符，也可仍然推送。`,
        },
      },
    );
  }
  if (rules.allowOlder === true || found.profile !== ours.profile || found.sequence <= ours.sequence) return;
  throw new StudioError('push/older-sequence', {
    theirs: found.sequence,
    ours: ours.sequence,
    signer: await options.signer(),
  });
}

/** Whether our loader starts with the board, and has something to start. */
export function hasLoader(probe: Probe): boolean {
  return currentRecord(probe.pointers) !== null && probe.main !== null && loaderMark.test(probe.main.begin);
}

/** The program that the loader would start now, and its slot; null where none of ours is there, or is readable. */
export function programOnKit(
  probe: Probe,
  known: KnownManifests,
): { readonly slot: Slot; readonly manifest: Manifest } | null {
  const record = currentRecord(probe.pointers);
  if (record === null || !hasLoader(probe)) return null;
  const slot = record.state !== 'confirmed' && record.previous !== '-' ? record.previous : record.slot;
  const manifest = known.get(probe.slots[slot].hash ?? '');
  return manifest === undefined ? null : { slot, manifest };
}
