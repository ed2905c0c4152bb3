import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ToolDefinition } from '../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import { type Tool, type ToolContext, ToolProblem, type ToolResult } from '../../sdk/tool.ts';
import type { HubWorld } from '../hub/hub-services.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import { callWithin } from './call-within.ts';
import { FileTooLarge, readProjectAsset, readToolData } from './tool-files.ts';
import { boundResult, type CallResult, type ToolLimits } from './tool-limits.ts';

/** Preset tools that have code, and where each stands. */
export interface ToolLibrary {
  readonly tools: ReadonlyMap<string, ToolDefinition>;
  toolFolder(id: string): string | undefined;
}

export interface LocalToolsOptions {
  readonly world: Pick<HubWorld, 'clock' | 'log'>;
  readonly library: ToolLibrary;
  readonly values: MemoryStore['values'];
  readonly projectDirectory: string;
  readonly timeZone: string;
  readonly limits: ToolLimits;
}

/** Something that a tool says outside of a call. */
export interface Announcement {
  readonly tool: string;
  /** Whose partition it belongs to; empty: nobody's, or the device's. */
  readonly person: string;
  readonly text: string;
  readonly data: JsonValue;
}

export interface LocalCall {
  readonly person: string;
  readonly language: 'en' | 'zh';
  readonly signal: AbortSignal;
}

/** One tool for one person while the program runs. */
interface Running {
  readonly tool: Tool<unknown>;
  readonly person: string;
  readonly state: unknown;
  readonly started: Promise<void>;
}

const longestKey = 200;
const longestValue = 256_000;
const mostKeys = 2_000;
const longestTimerMs = 2_000_000_000;

/** The preset tools of one running program that have code of their own: loads, starts and calls them. */
export class LocalTools {
  readonly #options: LocalToolsOptions;
  readonly #modules = new Map<string, Promise<Tool<unknown>>>();
  readonly #running = new Map<string, Promise<Running>>();
  readonly #files = new Map<string, Promise<string>>();
  readonly #listeners = new Set<(announcement: Announcement) => void>();
  readonly #timers = new Set<() => void>();
  readonly #ended = new AbortController();

  constructor(options: LocalToolsOptions) {
    this.#options = options;
  }

  onAnnounce(listener: (announcement: Announcement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Starts the tools that keep something for somebody, so that an alarm of yesterday rings today. Others start with
   * their first call. What fails is logged.
   * @param isWanted whether a person's partition is still used
   */
  async resume(tools: Iterable<string>, isWanted: (person: string) => boolean): Promise<void> {
    for (const id of tools) {
      if (this.#options.library.tools.get(id)?.runs.kind !== 'local') continue;
      try {
        const people = (await this.#options.values.people?.(scopeOf(id))) ?? [];
        for (const person of people) {
          if (isWanted(person) && !this.#ended.signal.aborted) await (await this.#open(id, person)).started;
        }
      } catch (error) {
        this.#options.world.log(id, 'warning', `The tool could not be started: ${reasonOf(error)}`);
      }
    }
  }

  /** Calls a function with checked arguments. */
  call(
    definition: ToolDefinition,
    functionId: string,
    arguments_: Readonly<Record<string, JsonValue>>,
    call: LocalCall,
  ): Promise<CallResult> {
    return this.#within(definition, call, (tool, context) => {
      const run = Object.hasOwn(tool.functions, functionId) ? tool.functions[functionId] : undefined;
      if (run === undefined)
        throw new StudioError('tool/unknown', { tool: `${definition.id}/${functionId}` });
      return run(arguments_, context);
    }) as Promise<CallResult>;
  }

  /** What the tool answers to plain words; null where it did not understand, `unable` where it has no conversation. */
  async converse(
    definition: ToolDefinition,
    words: string,
    call: LocalCall,
  ): Promise<CallResult | null | 'unable'> {
    if ((await this.#load(definition.id)).converse === undefined) return 'unable';
    return this.#within(definition, call, (tool, context) => tool.converse?.(words, context) ?? null);
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#listeners.clear();
    await Promise.allSettled(this.#running.values());
  }

  async #within(
    definition: ToolDefinition,
    call: LocalCall,
    run: (
      tool: Tool<unknown>,
      context: ToolContext<unknown>,
    ) => ToolResult | null | Promise<ToolResult | null>,
  ): Promise<CallResult | null> {
    const title = definition.title[call.language];
    const { limits, world } = this.#options;
    try {
      const cancel = AbortSignal.any([call.signal, this.#ended.signal]);
      const result = await callWithin(title, limits.callMs, cancel, async signal => {
        const running = await this.#open(definition.id, call.person);
        await running.started;
        return run(running.tool, this.#context(definition.id, running, call.language, signal));
      });
      if (result === null) return null;
      return boundResult({ text: String(result.text), data: result.data ?? null }, call.language, limits);
    } catch (error) {
      if (error instanceof StudioError) throw error;
      if (ToolProblem.is(error)) throw new StudioError('tool/problem', { words: error.message });
      world.log(definition.id, 'error', `The tool threw: ${reasonOf(error)}`);
      throw new StudioError('tool/failed', { tool: title, reason: reasonOf(error) }, { cause: error });
    }
  }

  #open(id: string, person: string): Promise<Running> {
    const key = JSON.stringify([id, person]);
    const known = this.#running.get(key);
    if (known !== undefined) return known;
    const opening = this.#load(id).then((tool): Promise<Running> | Running => {
      if (tool.scope === 'device' && person !== '') return this.#open(id, '');
      const running = { tool, person, state: tool.createState?.() };
      // A tool that cannot set itself up again must not be lost with all its functions.
      const started = callWithin(id, this.#options.limits.callMs, this.#ended.signal, async () =>
        tool.start?.(this.#context(id, running, 'en', this.#ended.signal)),
      ).catch(error => {
        if (StudioError.is(error, 'tool/cancelled')) return;
        this.#options.world.log(id, 'error', `The tool threw when it started: ${reasonOf(error)}`);
      });
      return { ...running, started };
    });
    this.#running.set(key, opening);
    opening.catch(() => this.#running.delete(key));
    return opening;
  }

  #load(id: string): Promise<Tool<unknown>> {
    const known = this.#modules.get(id);
    if (known !== undefined) return known;
    const loading = this.#import(id);
    this.#modules.set(id, loading);
    loading.catch(() => this.#modules.delete(id));
    return loading;
  }

  async #import(id: string): Promise<Tool<unknown>> {
    const folder = this.#options.library.toolFolder(id);
    if (folder === undefined) throw new StudioError('tool/unknown', { tool: id });
    const module: { readonly default: Tool<unknown> } = await import(
      pathToFileURL(join(folder, 'tool.host.ts')).href
    ).catch(error => {
      // A packaged studio holds the same module compiled.
      if (!isModuleMissing(error)) throw error;
      return import(pathToFileURL(join(folder, 'tool.host.js')).href);
    });
    return module.default;
  }

  #context(
    id: string,
    running: Pick<Running, 'person' | 'state'>,
    language: 'en' | 'zh',
    signal: AbortSignal,
  ): ToolContext<unknown> {
    const { world, values, projectDirectory, timeZone, library } = this.#options;
    const scope = scopeOf(id);
    const { person } = running;
    return {
      language,
      timeZone,
      signal,
      state: running.state,
      date: () => world.clock.date(),
      store: {
        get: async key => {
          const text = await values.get(scope, person, checkedKey(key));
          return text === null ? undefined : (JSON.parse(text) as JsonValue);
        },
        set: async (key, value) => {
          const text = JSON.stringify(value);
          const isFull =
            text.length > longestValue ||
            ((await values.get(scope, person, checkedKey(key))) === null &&
              (await values.keys(scope, person)).length >= mostKeys);
          if (isFull) {
            throw new ToolProblem(
              language === 'zh'
                ? '存不下了，请先删除一些内容。'
                : 'There is no more room; remove something first.',
            );
          }
          await values.set(scope, person, key, text);
        },
        keys: () => values.keys(scope, person),
        remove: key => values.remove(scope, person, checkedKey(key)),
      },
      readData: file => this.#data(id, file),
      readAsset: async path => {
        try {
          return await readProjectAsset(projectDirectory, path);
        } catch (error) {
          if (!(error instanceof FileTooLarge)) throw error;
          throw new ToolProblem(
            language === 'zh' ? `文件 ${path} 太大，无法读取。` : `The file ${path} is too large to read.`,
          );
        }
      },
      readCalendar: async (from, to) => {
        // Read with the first calendar: few programs have one.
        const { readCalendars } = await import('./read-calendar.ts');
        return readCalendars({
          projectDirectory,
          timeZone,
          from,
          to,
          onBroken: (file, reason) => world.log(id, 'warning', `${file} is no calendar: ${reason}`),
        });
      },
      after: (delayMs, call) => this.#after(id, delayMs, call),
      announce: answer => {
        if (this.#ended.signal.aborted) return;
        const definition = library.tools.get(id);
        if (definition === undefined) return;
        const said = boundResult(
          { text: String(answer.text), data: answer.data ?? null },
          language,
          this.#options.limits,
        );
        for (const listener of [...this.#listeners]) listener({ tool: id, person, ...said });
      },
    };
  }

  #data(id: string, file: string): Promise<string> {
    const key = `${id} ${file}`;
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const { library } = this.#options;
    const listed = library.tools.get(id)?.data.map(data => data.file) ?? [];
    const reading = readToolData(library.toolFolder(id) ?? '', listed, file);
    this.#files.set(key, reading);
    reading.catch(() => this.#files.delete(key));
    return reading;
  }

  #after(id: string, delayMs: number, call: () => void): () => void {
    if (this.#ended.signal.aborted) return () => undefined;
    const { clock, log } = this.#options.world;
    let cancel: () => void = () => undefined;
    const stop = () => {
      this.#timers.delete(stop);
      cancel();
    };
    const wait = (leftMs: number) => {
      // A timer of the computer takes no more than 24 days; a longer one rings at once.
      const stepMs = Math.min(leftMs, longestTimerMs);
      cancel = clock.after(stepMs, () => {
        if (leftMs > stepMs) return wait(leftMs - stepMs);
        this.#timers.delete(stop);
        try {
          call();
        } catch (error) {
          log(id, 'error', `The tool threw: ${reasonOf(error)}`);
        }
      });
    };
    this.#timers.add(stop);
    wait(Math.max(0, delayMs));
    return stop;
  }
}

/** The scope under which a tool's values are kept. */
function scopeOf(id: string): string {
  return `tool/${id}`;
}

function checkedKey(key: string): string {
  if (key.length === 0 || key.length > longestKey) {
    throw new RangeError(`A key has 1 to ${longestKey} characters.`);
  }
  return key;
}

function isModuleMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
