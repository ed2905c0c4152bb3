import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createCatalogue } from '../../../core/catalogue/catalogue.ts';
import { manifestSchema } from '../../../core/compiler/bundle.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import { BundleWriter } from '../../build/bundle-writer.ts';
import { CrossCompiler } from '../../build/cross-compile.ts';
import { DeviceSources } from '../../build/device-sources.ts';
import { VirtualBoard, type VirtualBoardOptions } from '../../virtual-board/virtual-board.ts';
import { FrameLink } from '../link/frame-link.ts';
import { currentRecord } from '../push/pointer-record.ts';
import { type PushedProgram, type PushOptions, pushBundle } from '../push/push-bundle.ts';
import { boardDeadlines } from '../push/push-deadlines.ts';
import type { Transport } from '../transport.ts';
import { VirtualTransport } from '../transports/virtual-transport.ts';

const deviceFolder = join(import.meta.dirname, '../../../../device');

const ticker = `from runtime.node import Node
class Driver(Node):
    def start(self):
        self.count = 0
        self.every(20, self.tick)
    def tick(self):
        self.count += 1
        self.emit("out", self.count * self.properties["factor"])
    def receive(self, port, value):
        self.log("got %s" % value)
`;

/** Builds small but real bundles: the runtime and one node that counts. */
export class BenchBuilder {
  readonly sources: DeviceSources;
  readonly #compiler: CrossCompiler;
  readonly #writer: BundleWriter;

  constructor(driver = ticker) {
    this.sources = new DeviceSources({
      deviceFolder,
      drivers: () => ({ driver: () => driver, library: () => undefined }),
    });
    this.#compiler = new CrossCompiler({ cacheDirectory: null });
    this.#writer = new BundleWriter({ sources: this.sources, compiler: this.#compiler });
  }

  /** Two factors are two bundles that differ in `graph.json` alone. */
  async bundle(factor: number): Promise<Bundle> {
    const money = { used: 0, unit: 'currency' as const, items: [] };
    const { bundle, diagnostics } = await this.#writer.write({
      profile: { id: 'bench', name: 'Bench', board: 'virtual-kit', nodes: {} },
      catalogue: createCatalogue([], []),
      compilation: {
        graph: {
          format: 1,
          name: 'Bench',
          nodes: [
            {
              id: 'counter',
              driver: 'bench_counter',
              properties: { factor },
              pins: {},
              inputs: ['in'],
              outputs: ['out'],
            },
          ],
          wires: [{ id: 'w1', from: [0, 'out'], to: 1 }],
          downs: [],
        },
        hub: { nodes: [], wires: [], ups: [] },
        channels: [],
        peripherals: [],
        driverTypes: ['bench/counter'],
        codeSources: {},
        allocation: {},
        report: {
          flash: { ...money, unit: 'bytes' },
          ram: { ...money, unit: 'bytes' },
          link: { ...money, unit: 'bytes/s' },
          latency: { ...money, unit: 'ms' },
          paths: [],
          costPerInteraction: money,
          costPerMonth: money,
        },
      },
    });
    if (bundle === null) throw new Error(JSON.stringify(diagnostics));
    return bundle;
  }

  async dispose(): Promise<void> {
    await this.#compiler.dispose();
  }
}

/** A virtual board with a link to it, ready to be pushed to. */
export class VirtualBench {
  readonly board: VirtualBoard;
  readonly transport: Transport;
  readonly link: FrameLink;
  readonly builder: BenchBuilder;

  private constructor(board: VirtualBoard, builder: BenchBuilder, transport: Transport) {
    this.board = board;
    this.builder = builder;
    this.transport = transport;
    this.link = new FrameLink(this.transport);
  }

  static async create(
    builder: BenchBuilder,
    options: Partial<VirtualBoardOptions> = {},
    wrap: (board: VirtualBoard) => Transport = board => new VirtualTransport('virtual:1', async () => board),
  ): Promise<VirtualBench> {
    const board = await VirtualBoard.create({ boardId: 'virtual-kit', ...options });
    return new VirtualBench(board, builder, wrap(board));
  }

  readonly open = async (signal: AbortSignal): Promise<void> => {
    const isOpen = 'isOpen' in this.transport && this.transport.isOpen === true;
    if (!isOpen) await this.transport.open({ baudRate: 115_200, signal });
  };

  push(bundle: Bundle, options: Partial<PushOptions> = {}): Promise<PushedProgram> {
    return pushBundle({
      link: this.link,
      open: this.open,
      bundle,
      loader: this.builder.sources.loader(),
      rules: { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 0, replaceForeign: false },
      known: new Map(),
      running: null,
      deadlines: boardDeadlines,
      signal: new AbortController().signal,
      report: () => undefined,
      ...options,
    });
  }

  async dispose(): Promise<void> {
    await this.transport.close();
    await this.board.dispose();
  }
}

/**
 * What a flash would boot by its records, if it is whole: the hash of the bundle in the slot that holds. Throws where
 * a file is missing or differs from the manifest. Null where there is no record.
 */
export function wholeProgram(files: ReadonlyMap<string, Uint8Array>): string | null {
  const text = (path: string) => {
    const bytes = files.get(path);
    return bytes === undefined ? null : Buffer.from(bytes).toString('latin1');
  };
  const record = currentRecord([text('/cambrian/pointer.0'), text('/cambrian/pointer.1')]);
  if (record === null) return null;
  const folder = `/cambrian/${record.slot}/`;
  const manifestText = text(`${folder}manifest.json`);
  if (manifestText === null || sha256(Buffer.from(manifestText, 'latin1')) !== record.hash) {
    throw new Error(`slot ${record.slot} has no manifest of hash ${record.hash}`);
  }
  for (const { path, sha256: wanted } of manifestSchema.parse(JSON.parse(manifestText)).files) {
    const bytes = files.get(folder + path);
    if (bytes === undefined || sha256(bytes) !== wanted) throw new Error(`${folder}${path} is not whole`);
  }
  return record.hash;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
