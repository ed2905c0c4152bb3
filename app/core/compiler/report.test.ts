import { describe, expect, it } from 'vitest';
import type { Profile } from '../document/profile.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import { compile } from './compile.ts';
import { formatBytes } from './report.ts';

const build = () => new ProfileBuilder();
const options = { runtimeBytes: 20_000, runtimeRamBytes: 30_000, linkLatencyMs: 10 };

describe('report', () => {
  const talking = build()
    .node('light1', 'sensors/light', { properties: { intervalMs: 50 } })
    .node('light2', 'sensors/light')
    .node('threshold1', 'logic/threshold')
    .node('led1', 'actuators/led')
    .node('log1', 'hub/log')
    .node('code1', 'logic/python', { properties: { code: 'x'.repeat(700) } })
    .wire('light1.level', 'threshold1.value')
    .wire('light2.level', 'threshold1.value')
    .wire('threshold1.above', 'led1.on')
    .wire('threshold1.above', 'log1.value')
    .wire('threshold1.above', 'code1.in')
    .build();
  const { compilation, report } = compile(talking, sampleCatalogue, options);

  it('adds up flash: runtime, each driver once, code, graph, manifest', () => {
    const amounts = Object.fromEntries(report.flash.items.map(({ label, amount }) => [label, amount]));
    expect(amounts).toMatchObject({
      runtime: 20_000,
      'actuators/led': 1000,
      'logic/threshold': 1000,
      'sensors/light': 1000,
      code_code1: 700,
      'graph.json': JSON.stringify(compilation?.graph).length,
    });
    expect(amounts).not.toHaveProperty('logic/python');
    expect(amounts).not.toHaveProperty('hub/log');
    expect(report.flash.used).toBe(report.flash.items.reduce((sum, { amount }) => sum + amount, 0));
    // Two slots share the file system.
    expect(report.flash.limit).toBe((1_000_000 - 16_384) / 2);
  });

  it('adds up memory with what each driver needs', () => {
    const amount = (node: string) => report.ram.items.find(item => item.node === node)?.amount ?? 0;
    expect(amount('led1') - amount('threshold1')).toBe(300);
    expect(amount('code1')).toBeGreaterThan(700);
    expect(report.ram.used).toBeGreaterThan(30_000);
    expect(report.ram.limit).toBe(200_000);
  });

  it('works rates out along the wires: twice 50 ms and 100 ms make 30 messages a second', () => {
    expect(compilation?.channels).toMatchObject([
      { wire: 'w0004', rateHz: 30, queueLength: 15, type: { kind: 'boolean' } },
    ]);
    expect(report.link).toMatchObject({
      unit: 'bytes/s',
      limit: 10_000,
      items: [{ wire: 'w0004', node: 'threshold1' }],
    });
    expect(report.link.used).toBe(compilation?.channels[0]?.bytesPerSecond);
  });

  it('finds the slowest way to each end, the link included', () => {
    const profile = build()
      .node('button1', 'sensors/button')
      .node('light1', 'sensors/light')
      .node('reply1', 'hub/reply')
      .node('display1', 'actuators/display')
      .node('led1', 'actuators/led')
      .wire('button1.pressed', 'led1.on')
      .wire('button1.pressed', 'reply1.text')
      .wire('light1.level', 'reply1.text')
      .wire('reply1.text', 'display1.text')
      .build();
    const { report: figures } = compile(profile, sampleCatalogue, options);
    expect(figures.paths).toEqual([
      {
        nodes: ['button1', 'reply1', 'display1'],
        latencyMs: 10 + 10 + 400 + 10 + 25,
        totalMs: 455,
        basis: 'data',
        unknown: [],
      },
      { nodes: ['button1', 'led1'], latencyMs: 12, totalMs: 12, basis: 'data', unknown: [] },
    ]);
    expect(figures.latency.used).toBe(455);
    expect(figures.latency.items.map(({ label, amount }) => [label, amount])).toEqual([
      ['sensors/button', 10],
      ['link', 10],
      ['hub/reply', 400],
      ['link', 10],
      ['actuators/display', 25],
    ]);
  });

  it('is there also where errors stop the build', () => {
    const profile: Profile = { ...talking, board: 'gone' };
    const result = compile(profile, sampleCatalogue, options);
    expect(result.compilation).toBeNull();
    expect(result.report.flash.used).toBeGreaterThan(20_000);
    expect(result.report.flash).not.toHaveProperty('limit');
  });

  it('stays finite where messages multiply', () => {
    const builder = build().node('n000', 'sensors/light');
    for (let index = 1; index < 200; index++) {
      const [before, after] = [index - 1, index].map(number => `n${String(number).padStart(3, '0')}`);
      builder.node(after ?? '', 'logic/pass');
      const output = index === 1 ? 'level' : 'out';
      builder.wire(`${before}.${output}`, `${after}.in`).wire(`${before}.${output}`, `${after}.other`);
    }
    builder.node('log', 'hub/log').wire('n199.out', 'log.value');
    const { report: figures } = compile(builder.build(), sampleCatalogue);
    expect(Number.isFinite(figures.link.used)).toBe(true);
  });

  it('writes sizes for people', () => {
    expect([0, 999, 1500, 99_940, 123_456, 4_200_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.5 kB',
      '99.9 kB',
      '123 kB',
      '4.2 MB',
    ]);
  });
});

describe('compile, in size', () => {
  /** Chains of eight nodes on the device and the hub, with a log at each end. */
  function large(nodes: number): Profile {
    const builder = build();
    for (let index = 0; index < nodes; index++) {
      const place = index % 8;
      const type = [
        'sensors/light',
        'logic/pass',
        'logic/threshold',
        'logic/gate',
        'logic/delay',
        'logic/pass',
        'logic/pass',
        'hub/log',
      ][place];
      builder.node(`n${index}`, type ?? '');
      const output = ['', 'level', 'out', 'above', 'out', 'out', 'out', 'out'][place];
      const input = ['', 'in', 'value', 'in', 'in', 'in', 'in', 'value'][place];
      if (place > 0) builder.wire(`n${index - 1}.${output}`, `n${index}.${input}`);
    }
    return builder.build();
  }

  function shortestMs(profile: Profile, runs: number): number {
    let shortest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      compile(profile, sampleCatalogue);
      shortest = Math.min(shortest, performance.now() - start);
    }
    return shortest;
  }

  it('takes time in proportion to the graph', () => {
    const small = shortestMs(large(1000), 5);
    const twentyTimes = shortestMs(large(20_000), 1);
    // In proportion it would be 20, with the square 400; other work on the machine may blur either.
    expect(twentyTimes / small).toBeLessThan(200);
  });

  it('takes a chain of 12,000 nodes without running out of stack', () => {
    const builder = build().node('n0', 'sensors/light');
    for (let index = 1; index < 12_000; index++) {
      builder
        .node(`n${index}`, 'logic/pass')
        .wire(`n${index - 1}.${index === 1 ? 'level' : 'out'}`, `n${index}.in`);
    }
    const { report: figures } = compile(builder.build(), sampleCatalogue);
    expect(figures.paths[0]?.nodes).toHaveLength(12_000);
  });

  it('takes 5,000 faulty nodes and wires in proportion too', () => {
    const faulty = (size: number): Profile => {
      const builder = build();
      for (let index = 0; index < size; index++) {
        builder.node(`n${index}`, index % 2 === 0 ? 'no/such' : 'actuators/led', {
          typeVersion: 2,
          pins: { signal: 'P99' },
        });
        builder.wire(`n${index}.gone`, `n${(index * 7) % size}.on`).wire('n1.on', `gone${index}.on`);
      }
      return builder.build();
    };
    const small = shortestMs(faulty(250), 5);
    const twentyTimes = shortestMs(faulty(5000), 2);
    expect(twentyTimes / small).toBeLessThan(200);
  });
});
