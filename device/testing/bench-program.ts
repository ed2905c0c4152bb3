import { type MicroPython, toPython } from './micropython.ts';

/** A graph of the tests, with what graph.json needs filled in. */
export interface BenchGraph {
  readonly nodes: readonly {
    readonly id: string;
    readonly driver: string;
    readonly properties?: Record<string, unknown>;
    readonly pins?: Record<string, number>;
    readonly bus?: object;
    readonly inputs?: readonly string[];
    readonly outputs?: readonly string[];
  }[];
  readonly wires?: readonly {
    readonly id?: string;
    readonly from: readonly [number, string];
    readonly to: readonly [number, string] | number;
    readonly coercion?: readonly (string | number)[];
    readonly queue?: number;
  }[];
  readonly downs?: readonly { readonly channel: number; readonly to: readonly [number, string] }[];
}

export interface Frame {
  readonly t: string;
  readonly [field: string]: unknown;
}

/** graph.json for a graph of the tests. */
export function wholeGraph(graph: BenchGraph): object {
  return {
    format: 1,
    name: 'test',
    nodes: graph.nodes.map(node => ({ properties: {}, pins: {}, inputs: ['in'], outputs: ['out'], ...node })),
    wires: graph.wires?.map((wire, index) => ({ id: `w${index}`, ...wire })) ?? [],
    downs: graph.downs ?? [],
  };
}

/** Runs a program on the bench: no board, and a clock that moves only while the program sleeps. */
export class BenchProgram {
  readonly #python: MicroPython;

  /** `setUp` is Python that runs before the program is made. */
  constructor(python: MicroPython, graph: BenchGraph, setUp = '') {
    this.#python = python;
    python.restart();
    python.run(`
import bench
told = []
bench.told = told
${setUp}
it = bench.Bench(${toPython(wholeGraph(graph))})
`);
  }

  start(): this {
    this.#python.run('it.start()');
    return this;
  }

  /** Up to that many milliseconds of the program's clock. */
  run(untilMs: number): this {
    this.#python.run(`it.run(${untilMs})`);
    return this;
  }

  say(...frames: Frame[]): this {
    for (const frame of frames) this.#python.run(`it.say(${toPython(frame)})`);
    return this;
  }

  /** Frames sent since the last call. */
  frames(kind?: string): Frame[] {
    return this.#python.evaluate(`it.frames(${kind === undefined ? 'None' : toPython(kind)})`) as Frame[];
  }

  /** What drivers have put into `bench.told`. */
  get told(): unknown[] {
    return this.#python.evaluate('told') as unknown[];
  }

  evaluate(expression: string): unknown {
    return this.#python.evaluate(expression);
  }

  python(source: string): string {
    return this.#python.run(source);
  }
}
