import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { type Scenario, type ScenarioStep, scenarioSchema } from '../../core/scenario/scenario.ts';
import type { Host } from '../../host/create-host.ts';
import { LiveKit } from '../../host/scenario/live-kit.ts';
import { playOnVirtualBoard } from '../../host/scenario/play-on-virtual-board.ts';
import { type Played, playScenario } from '../../host/scenario/play-scenario.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { openProject, withHost } from '../with-host.ts';

export interface RunOptions {
  /** A name of the project's scenarios, or a file. */
  readonly scenario?: string;
  readonly realTime: boolean;
}

/**
 * `run <project>`: the profile on the virtual board with its hub nodes. With a scenario it plays that and ends; in
 * stepped time unless real time is asked for. Without one it runs until Ctrl-C and prints what is printed.
 */
export function run(terminal: Terminal, path: string, options: RunOptions): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    const { projectId } = await openProject(host, path);
    if (options.scenario === undefined) return runUntilStopped(terminal, host, projectId, signal);
    const scenario = await readScenario(host, projectId, options.scenario);
    const onStep = (step: Played['steps'][number]) => {
      const mark = { passed: '✓', done: '·', failed: '✗' }[step.outcome];
      const text = phrase(scenario.steps[step.index]);
      terminal.say(
        `${mark} ${String(step.atMs).padStart(6)} ms  ${text}${step.detail === null ? '' : `  — ${step.detail}`}`,
      );
    };
    const played = options.realTime
      ? await playLive(host, projectId, scenario, signal, onStep)
      : await playStepped(terminal, host, projectId, scenario, signal, onStep);
    if (played === null) return exitCodes.findings;
    terminal.say(`${played.passed ? 'passed' : 'failed'}: ${scenario.title[terminal.language]}`);
    terminal.answer({ passed: played.passed, steps: played.steps });
    return played.passed ? exitCodes.ok : exitCodes.findings;
  });
}

async function playStepped(
  terminal: Terminal,
  host: Host,
  projectId: string,
  scenario: Scenario,
  signal: AbortSignal,
  onStep: (step: Played['steps'][number]) => void,
): Promise<Played | null> {
  const { builder, hubServices, plugins, projects, sources } = host.parts;
  const services = hubServices.forPlay();
  const played = await playOnVirtualBoard(projects.profile(projectId), scenario, {
    library: plugins.library,
    sources,
    builder,
    createServices: services.create,
    findScenario: scenarioId => projects.scenario(projectId, scenarioId),
    signal,
    onStep,
  }).finally(() => services.dispose());
  if (played.kind === 'unbuilt') {
    terminal.diagnostics(played.diagnostics.filter(({ severity }) => severity === 'error'));
    terminal.answer({ passed: false, diagnostics: played.diagnostics });
    return null;
  }
  for (const trace of played.faults) terminal.say(trace);
  for (const { passed, scenarioId, steps } of played.before) {
    const failure = steps.find(({ outcome }) => outcome === 'failed');
    terminal.say(
      `${passed ? '✓' : '✗'} before: ${scenarioId}${failure === undefined ? '' : `  — ${failure.detail}`}`,
    );
  }
  return played;
}

async function playLive(
  host: Host,
  projectId: string,
  scenario: Scenario,
  signal: AbortSignal,
  onStep: (step: Played['steps'][number]) => void,
): Promise<Played> {
  await startVirtualKit(host, projectId, signal);
  const kit = await LiveKit.attach(host.parts.kits, virtualKitId, signal);
  try {
    return await playScenario({ scenario, kit, signal, onStep });
  } finally {
    kit.dispose();
  }
}

async function runUntilStopped(
  terminal: Terminal,
  host: Host,
  projectId: string,
  signal: AbortSignal,
): Promise<ExitCode> {
  host.parts.kits.on('log', line => {
    terminal.say(`${line.level.padEnd(7)} ${line.node ?? line.source}  ${line.text}`);
    if (line.trace !== null) terminal.say(line.trace);
  });
  await startVirtualKit(host, projectId, signal);
  terminal.say('Running on the virtual board. Ctrl-C stops it.');
  const { promise, resolve } = Promise.withResolvers<void>();
  // Listening for a signal keeps nothing alive by itself; the timer does, until somebody stops the program.
  const alive = setInterval(() => undefined, 60_000);
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  await promise;
  clearInterval(alive);
  return exitCodes.ok;
}

const virtualKitId = 'virtual:1';

async function startVirtualKit(host: Host, projectId: string, signal: AbortSignal): Promise<void> {
  await host.parts.kits.run(
    { projectId, kitId: virtualKitId, replaceForeign: false },
    { signal, report: () => undefined },
  );
}

async function readScenario(host: Host, projectId: string, nameOrFile: string): Promise<Scenario> {
  if (!nameOrFile.endsWith('.json')) return host.parts.projects.scenario(projectId, nameOrFile);
  try {
    return scenarioSchema.parse(JSON.parse(await readFile(nameOrFile, 'utf8')));
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : String(error);
    throw new StudioError('scenario/unreadable', { path: nameOrFile, reason }, { cause: error });
  }
}

function phrase(step: ScenarioStep | undefined): string {
  if (step === undefined) return '';
  if ('control' in step)
    return `move ${step.control.node} ${step.control.control} to ${JSON.stringify(step.control.value)}`;
  if ('send' in step) return `send ${step.send.node}.${step.send.port} ${JSON.stringify(step.send.value)}`;
  if ('set' in step) return `set ${step.set.node}.${step.set.property} to ${JSON.stringify(step.set.value)}`;
  if ('expect' in step) return `expect ${step.expect.node}.${step.expect.port}`;
  if ('expectNone' in step) {
    const until = 'untilTimeOfDay' in step ? ` until ${step.untilTimeOfDay}` : '';
    return `expect nothing on ${step.expectNone.node}.${step.expectNone.port}${until}`;
  }
  if ('wait' in step) return `wait ${step.wait} ms`;
  if ('atTimeOfDay' in step) return `wait until ${step.atTimeOfDay}`;
  return `expect ${step.expectState.node} ${step.expectState.path}`;
}
