import { withBenchHost } from './bench-host.ts';
import { type Figure, percentile } from './figure.ts';

const rounds = 30;

/**
 * A property changes, Run is pressed, and the program with the change has been confirmed on the virtual board: the
 * same path as in the studio, from the host's side. Warm: the first run is not counted.
 */
export function measureEditToRunning(): Promise<Figure[]> {
  return withBenchHost(async host => {
    const { projectId } = await host.parts.projects.openTemplate('night-light');
    const file = host.parts.projects.file(projectId);
    const context = { signal: AbortSignal.timeout(300_000), report: () => undefined };
    const run = () => host.parts.kits.run({ projectId, kitId: 'virtual:1', replaceForeign: false }, context);
    await run();
    const node = Object.entries(file.profile.nodes).find(
      ([, { type }]) => type === 'actuators/light-ring',
    )?.[0];
    if (node === undefined) throw new Error('the night light has no light ring');
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAtMs = performance.now();
      await file.apply(file.revision, [
        { op: 'add', path: ['nodes', node, 'properties', 'brightness'], value: 20 + round },
      ]);
      const result = await run();
      times.push(performance.now() - startedAtMs);
      if (result.outcome !== 'confirmed') throw new Error(`a run was ${result.outcome}`);
    }
    return [
      { name: 'edit → running on the virtual board, p50', value: percentile(times, 0.5), unit: 'ms' },
      {
        name: 'edit → running on the virtual board, p95',
        value: percentile(times, 0.95),
        unit: 'ms',
        budget: 300,
      },
    ];
  });
}
