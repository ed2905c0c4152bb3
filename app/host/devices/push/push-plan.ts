import { StudioError } from '../../../contract/errors/studio-error.ts';
import { manifestSchema } from '../../../core/compiler/bundle.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import { mpyVersion } from '../../build/cross-compile.ts';
import { type DeviceLoader, loaderMark } from '../../build/device-sources.ts';
import { newLoaderPath, type Probe, root, type SwitchOptions } from './board-scripts.ts';
import { checkBoard } from './check-target.ts';
import { currentRecord, pushTarget, type Slot } from './pointer-record.ts';
import { signatureName } from './provenance-script.ts';
import type { KnownManifests, PushTargetRules } from './target-rules.ts';

export type { KnownManifests, PushTargetRules } from './target-rules.ts';

/** What a push does after the probe, decided by the host alone. */
export interface PushPlan {
  readonly slot: Slot;
  readonly previous: Slot | '-';
  /** The board runs this very bundle after its next reset: nothing is to be written. */
  readonly isCurrent: boolean;
  /** Paths relative to the slot. */
  readonly keep: readonly string[];
  readonly copy: readonly string[];
  readonly write: readonly PlannedFile[];
  readonly loader: SwitchOptions['loader'];
}

export interface PlannedFile {
  /** Absolute, on the board. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Less than this, and not even the receiver runs. */
const leastFreeMemoryBytes = 16 * 1024;

/**
 * Decides what must be sent. A file that the inactive slot holds already stays, one that the active slot holds is
 * copied on the board, the rest is sent; the manifest comes last. What the slots hold is taken from their manifests:
 * the verification reads everything back anyway.
 * @throws StudioError `push/incompatible-firmware`, `push/board-mismatch`, `push/no-memory`, `push/foreign-program`,
 * `push/no-space`
 */
export function planPush(
  probe: Probe,
  bundle: Bundle,
  parts: {
    readonly loader: DeviceLoader;
    readonly rules: PushTargetRules;
    readonly known: KnownManifests;
    /** Bytes of `signature.json`. */
    readonly signature?: Uint8Array | null;
  },
): PushPlan {
  const { rules, signature } = parts;
  checkFirmware(probe);
  checkBoard(probe.machine, rules);
  checkMemory(probe, rules);
  const loader = planLoader(probe, rules);
  const record = currentRecord(probe.pointers);
  const { slot, previous } = pushTarget(record);
  const isCurrent =
    loader === 'stays' &&
    record?.state === 'confirmed' &&
    record.hash === bundle.hash &&
    probe.slots[record.slot].hash === bundle.hash &&
    probe.slots[record.slot].wrong.length === 0;
  const here = filesIn(probe, slot, parts.known);
  const there = previous === '-' ? new Map<string, string>() : filesIn(probe, previous, parts.known);
  const keep: string[] = [];
  const copy: string[] = [];
  const write: PlannedFile[] = [];
  for (const [path, { bytes, sha256 }] of bundle.files) {
    if (here.get(path) === sha256) keep.push(path);
    else if (there.get(path) === sha256) copy.push(path);
    else write.push({ path: `${root}${slot}/${path}`, bytes });
  }
  if (loader !== 'stays') write.push({ path: newLoaderPath, bytes: Buffer.from(parts.loader.source) });
  if (signature != null) write.push({ path: `${root}${slot}/${signatureName}`, bytes: signature });
  write.push({ path: `${root}${slot}/manifest.json`, bytes: bundle.manifestBytes });
  if (!isCurrent) checkSpace(probe, bundle, slot);
  return { slot, previous, isCurrent, keep, copy, write, loader };
}

/** After a read-back: the same plan for the files that were found wrong alone. */
export function repairPlan(plan: PushPlan, bundle: Bundle, wrong: ReadonlySet<string>): PushPlan {
  return {
    ...plan,
    keep: [...bundle.files.keys()].filter(path => !wrong.has(path)),
    copy: [],
    write: [
      ...[...bundle.files]
        .filter(([path]) => wrong.has(path))
        .map(([path, { bytes }]) => ({ path: `${root}${plan.slot}/${path}`, bytes })),
      ...plan.write.filter(
        ({ path }) => path.endsWith('/manifest.json') || path.endsWith(`/${signatureName}`),
      ),
    ],
  };
}

/** Remembers the manifests that a probe brought. One that cannot be read or has another hash says nothing. */
export function learnManifests(probe: Probe, known: KnownManifests, hash: (text: string) => string): void {
  for (const { hash: claimed, manifest } of Object.values(probe.slots)) {
    if (claimed === null || manifest === null || hash(manifest) !== claimed) continue;
    const parsed = manifestSchema.safeParse(parseJson(manifest));
    if (parsed.success) known.set(claimed, parsed.data);
  }
}

function checkFirmware(probe: Probe): void {
  const found = probe.mpy & 0xff;
  if (probe.implementation !== 'micropython' || found !== mpyVersion) {
    throw new StudioError('push/incompatible-firmware', {
      machine: probe.machine,
      implementation: probe.implementation,
      version: probe.version,
      wanted: mpyVersion,
      found,
    });
  }
}

function checkMemory(probe: Probe, rules: PushTargetRules): void {
  if (probe.memoryTotal < rules.ramBytes || probe.memoryFree < leastFreeMemoryBytes) {
    throw new StudioError('push/no-memory', {
      neededBytes: Math.max(rules.ramBytes, leastFreeMemoryBytes),
      totalBytes: probe.memoryTotal,
      freeBytes: probe.memoryFree,
    });
  }
}

function planLoader(probe: Probe, rules: PushTargetRules): PushPlan['loader'] {
  const { main } = probe;
  if (main === null) return 'is-installed';
  if (loaderMark.test(main.begin)) return 'stays';
  // An empty main.py, and the one comment that some firmware comes with, are nobody's work.
  const text = main.begin.trim();
  const isNobodys = main.bytes <= main.begin.length && (text === '' || /^#[^\n]*$/.test(text));
  if (!rules.replaceForeign && !isNobodys) {
    throw new StudioError('push/foreign-program', { firstLine: text.split('\n')[0]?.slice(0, 60) ?? '' });
  }
  return 'replaces-foreign';
}

function checkSpace(probe: Probe, bundle: Bundle, slot: Slot): void {
  const { blockBytes, freeBlocks } = probe;
  if (blockBytes === null || freeBlocks === null || blockBytes <= 0) return;
  const blocks = (bytes: number) => Math.ceil(bytes / blockBytes);
  const wanted = bundle.manifest.files.reduce((sum, { size }) => sum + blocks(size), 0);
  // Everything in the slot may be overwritten; folders, records and the loader take a few blocks more.
  const needed = wanted + blocks(bundle.manifestBytes.length) + 6;
  const available = freeBlocks + probe.slots[slot].blocks;
  if (needed > available) {
    throw new StudioError('push/no-space', {
      neededBytes: (needed - probe.slots[slot].blocks) * blockBytes,
      freeBytes: freeBlocks * blockBytes,
    });
  }
}

function filesIn(probe: Probe, slot: Slot, known: KnownManifests): Map<string, string> {
  const { hash } = probe.slots[slot];
  const files = hash === null ? undefined : known.get(hash)?.files;
  const wrong = new Set(probe.slots[slot].wrong);
  return new Map(files?.filter(({ path }) => !wrong.has(path)).map(({ path, sha256 }) => [path, sha256]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
