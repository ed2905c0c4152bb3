import { createHash } from 'node:crypto';
import type { Catalogue } from '../../../core/catalogue/catalogue.ts';
import type { Compilation } from '../../../core/compiler/bundle.ts';
import { assembleBundle, type Bundle, BundleWriter, hashHex } from '../../build/bundle-writer.ts';
import type { CrossCompiler } from '../../build/cross-compile.ts';
import { DeviceSources, type DriverLibrary } from '../../build/device-sources.ts';
import { CheckFailed } from './check-failed.ts';
import { testProfile } from './put-aside.ts';

/** The one node of every test program, by id. */
export const probeNode = 'probe';
const probeType = 'kit-test/probe';

/** Needs no pin and no bus: it runs on whatever runs MicroPython. */
const probeDriver = `import gc
import sys

from runtime.node import Node


class Driver(Node):
    def start(self):
        self.count = 0
        self.starts = self.recall("starts", 0) + 1
        self.keep("starts", self.starts)
        if self.properties["fails"]:
            raise RuntimeError("asked to fail at the start")
        self.timer = self.every(self.properties["ms"], self.tick)

    def tick(self):
        self.count += 1
        self.emit("count", self.count)

    def changed(self, name, value):
        if name == "ms":
            self.cancel(self.timer)
            self.timer = self.every(value, self.tick)

    def receive(self, port, value):
        if port == "echo":
            self.emit("echoed", value)
        elif port == "starts":
            self.emit("kept", self.starts)
        elif port == "fail":
            raise ValueError(value)
        else:
            self.emit("loaded", load(value))


def load(name):
    try:
        __import__("drivers." + name)
        return name + ": ok"
    except Exception as error:
        return "%s: %s: %s" % (name, type(error).__name__, error)
    finally:
        for other in list(sys.modules):
            if other.startswith("drivers.") and other != "drivers.kit_test_probe":
                sys.modules.pop(other, None)
        gc.collect()
`;

export interface TestProgram {
  readonly bundle: Bundle;
  readonly compilation: Compilation;
}

export interface TestProgramParts {
  /** The `device` folder of the repository or package. */
  readonly deviceFolder: string;
  readonly drivers: DriverLibrary;
  readonly catalogue: Catalogue;
  readonly compiler: CrossCompiler;
}

/** The programs that a kit is tested with: the shipped runtime, one node that needs no hardware, and ballast. */
export class TestPrograms {
  readonly sources: DeviceSources;
  readonly #parts: TestProgramParts;
  readonly #writer: BundleWriter;

  constructor(parts: TestProgramParts) {
    this.#parts = parts;
    const { compiler, deviceFolder, drivers } = parts;
    this.sources = new DeviceSources({
      deviceFolder,
      drivers: () => ({
        driver: type => (type === probeType ? probeDriver : drivers.driver(type)),
        library: (pack, library) => drivers.library(pack, library),
      }),
    });
    this.#writer = new BundleWriter({ sources: this.sources, compiler });
  }

  /** Two numbers are two programs that differ in `graph.json` alone. */
  plain(number: number, options: { readonly fails?: boolean } = {}): Promise<TestProgram> {
    return this.#write(number, options.fails ?? false, []);
  }

  /** With a file of this many bytes that no compression makes smaller; another one for each number. */
  async withBallast(number: number, bytes: number): Promise<TestProgram> {
    const { bundle, compilation } = await this.plain(number);
    const noise = noiseOf(number, bytes);
    const file = { bytes: noise, sha256: hashHex(noise), text: '' };
    return {
      bundle: assembleBundle([...bundle.files, ['ballast.bin', file]], bundle.manifest),
      compilation,
    };
  }

  /** Programs that between them hold every driver, each with at most so many bytes of drivers. */
  async withDrivers(
    mostBytes: number,
  ): Promise<{ readonly program: TestProgram; readonly modules: readonly string[] }[]> {
    const types = [...this.#parts.catalogue.nodes.values()]
      .filter(
        ({ placements, type }) => placements.includes('device') && this.#parts.drivers.driver(type) !== null,
      )
      .map(({ type }) => type)
      .sort();
    const { bundle, compilation } = await this.#write(1, false, types);
    const isDriver = (path: string) =>
      path.startsWith('drivers/') && path.endsWith('.mpy') && path !== 'drivers/kit_test_probe.mpy';
    const all = [...bundle.files];
    const base = all.filter(([path]) => !isDriver(path));
    const libraries = all.filter(([path]) => path.startsWith('drivers/lib_'));
    const drivers = all.filter(([path]) => isDriver(path) && !path.startsWith('drivers/lib_'));
    const libraryBytes = sizeOf(libraries);
    const batches: (typeof drivers)[] = [];
    let room = 0;
    for (const driver of drivers) {
      const size = driver[1].bytes.length;
      if (size > room) {
        batches.push([]);
        room = mostBytes - libraryBytes;
      }
      room -= size;
      batches.at(-1)?.push(driver);
    }
    return batches.map(batch => ({
      modules: [...libraries, ...batch].map(([path]) => path.slice('drivers/'.length, -'.mpy'.length)),
      program: { bundle: assembleBundle([...base, ...libraries, ...batch], bundle.manifest), compilation },
    }));
  }

  async #write(number: number, fails: boolean, driverTypes: readonly string[]): Promise<TestProgram> {
    const compilation = compilationOf(number, fails, driverTypes);
    const { bundle, diagnostics } = await this.#writer.write({
      profile: { id: testProfile, name: 'Kit test', board: 'any', nodes: {} },
      catalogue: this.#parts.catalogue,
      compilation,
    });
    if (bundle === null)
      throw new CheckFailed(`the test program cannot be built: ${diagnostics[0]?.message.en}`);
    return { bundle, compilation };
  }
}

function compilationOf(number: number, fails: boolean, driverTypes: readonly string[]): Compilation {
  const nothing = { used: 0, items: [] };
  const channel = {
    number: 1,
    wire: 'w1',
    direction: 'up' as const,
    type: { kind: 'number' as const },
    rateHz: 20,
    bytesPerSecond: 0,
    queueLength: 32,
  };
  return {
    graph: {
      format: 1,
      name: 'Kit test',
      nodes: [
        {
          id: probeNode,
          driver: 'kit_test_probe',
          properties: { number, fails, ms: 50 },
          pins: {},
          inputs: ['echo', 'starts', 'fail', 'load'],
          outputs: ['count', 'echoed', 'kept', 'loaded'],
        },
      ],
      wires: [{ id: 'w1', from: [0, 'count'], to: 1, queue: channel.queueLength }],
      downs: [],
    },
    hub: { nodes: [], wires: [], ups: [] },
    channels: [channel],
    peripherals: [],
    driverTypes: [probeType, ...driverTypes],
    codeSources: {},
    allocation: {},
    report: {
      flash: { ...nothing, unit: 'bytes' },
      ram: { ...nothing, unit: 'bytes' },
      link: { ...nothing, unit: 'bytes/s' },
      latency: { ...nothing, unit: 'ms' },
      paths: [],
      costPerInteraction: { ...nothing, unit: 'currency' },
      costPerMonth: { ...nothing, unit: 'currency' },
    },
  };
}

function sizeOf(files: readonly (readonly [string, { readonly bytes: Uint8Array }])[]): number {
  return files.reduce((sum, [, { bytes }]) => sum + bytes.length, 0);
}

/** The same bytes for the same number, and nothing that a compressor could use. */
function noiseOf(seed: number, length: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let block = 0; block * 32 < length; block++) {
    parts.push(createHash('sha256').update(`ballast ${seed} ${block}`).digest());
  }
  return Buffer.concat(parts).subarray(0, length);
}
