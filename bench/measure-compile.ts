import { compile } from '../app/core/compiler/compile.ts';
import { createProfile } from '../app/core/document/create-profile.ts';
import type { Profile, ProfileNode } from '../app/core/document/profile.ts';
import { withBenchHost } from './bench-host.ts';
import { type Figure, percentile } from './figure.ts';

const rounds = 15;

/** A chain of logic nodes with some fan-out: intervals feed counters, maps, thresholds and gates. */
function createLargeProfile(nodes: number): Profile {
  const types = [
    'logic/interval',
    'logic/counter',
    'logic/map-range',
    'logic/smooth',
    'logic/threshold',
  ] as const;
  const ports = [
    ['tick', ''],
    ['count', 'up'],
    ['mapped', 'value'],
    ['smoothed', 'value'],
    ['above', 'value'],
  ] as const;
  const profile = createProfile({ id: 'bench', name: 'Bench', board: 'virtual-kit' });
  const records: Record<string, ProfileNode> = {};
  const wires: Profile['wires'] = {};
  for (let index = 0; index < nodes; index++) {
    const kind = index % types.length;
    const type = types[kind];
    if (type === undefined) continue;
    records[`n${index}`] = {
      type,
      typeVersion: 1,
      position: { x: (index % 50) * 240, y: Math.floor(index / 50) * 160 },
      properties: {},
    };
    if (kind > 0) {
      wires[`w${index}`] = {
        from: { node: `n${index - 1}`, port: ports[kind - 1]?.[0] ?? '' },
        to: { node: `n${index}`, port: ports[kind]?.[1] ?? '' },
      };
    }
  }
  return { ...profile, nodes: records, wires };
}

/** Check, place, allocate, emit and report, without cross-compiling. */
export function measureCompile(): Promise<Figure[]> {
  return withBenchHost(async host => {
    const { catalogue } = host.parts.plugins.library;
    const figures: Figure[] = [];
    for (const nodes of [100, 1_000, 5_000]) {
      const profile = createLargeProfile(nodes);
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const startedAtMs = performance.now();
        const { diagnostics, report } = compile(profile, catalogue);
        times.push(performance.now() - startedAtMs);
        const wrong = diagnostics.find(({ code }) => code.startsWith('wire/') || code.startsWith('node/'));
        if (wrong !== undefined) throw new Error(`the bench's own graph is wrong: ${wrong.message.en}`);
        if (report === null) throw new Error('no report');
      }
      figures.push({
        name: `compile ${nodes} nodes, median`,
        value: percentile(times, 0.5),
        unit: 'ms',
        ...(nodes === 1_000 && { budget: 100 }),
      });
      figures.push({ name: `compile ${nodes} nodes, first`, value: times[0] ?? Number.NaN, unit: 'ms' });
    }
    return figures;
  });
}
