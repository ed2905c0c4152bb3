import { stderr } from 'node:process';
import { type Logger, pino } from 'pino';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Host } from '../../host/create-host.ts';
import { serveHub } from '../../host/serve/serve-hub.ts';
import { obtainToken } from '../../host/serve/serve-token.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openProject, withHost } from '../with-host.ts';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly tokenFile?: string;
  /** Serial path or tcp:host:port of a kit that the program is pushed to. */
  readonly device?: string;
  readonly virtual: boolean;
}

const virtualKitId = 'virtual:1';

/**
 * `serve <project>`: the project's hub without a studio, until it is told to stop. Log lines are JSON on stdout; a token
 * that was made is printed on stderr, once.
 */
export function serve(path: string, options: ServeOptions): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    const log = pino(
      { base: null, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ sync: true }),
    );
    const { builder, kits, models, plugins, projects, spans, startHub } = host.parts;
    const { token, isNew } = await obtainToken(options.tokenFile);
    const { projectId } = await openProject(host, path);
    const profile = projects.profile(projectId);
    const { bundle, compilation, diagnostics } = await builder.build(profile, plugins.library.catalogue);
    if (bundle === null || compilation === null) {
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      throw new StudioError('build/has-errors', {
        count: errors.length,
        first: errors[0]?.message.en ?? '?',
      });
    }
    followKits(host, log);
    const served = await serveHub({
      program: { profileId: profile.id, bundle: bundle.hash, graph: compilation.hub },
      startHub,
      spans,
      log,
      token,
      host: options.host,
      port: options.port,
      circuits: () =>
        models.access.providers.map(provider => ({
          provider: provider.id,
          state: models.access.gate(provider).status.circuit,
        })),
      kits: () => {
        const sessions = kits.sessions();
        return {
          running: sessions.filter(({ state }) => state === 'running').length,
          dropped: sessions.reduce((sum, { drops }) => sum + drops, 0),
        };
      },
    });
    try {
      log.info(
        { host: options.host, port: served.port, profile: profile.id, bundle: bundle.hash },
        'serving',
      );
      if (isNew) stderr.write(`token: ${token}\n`);
      const kitId = options.virtual
        ? virtualKitId
        : options.device === undefined
          ? null
          : (await kits.addPort(options.device)).kitId;
      if (kitId !== null) {
        await kits.run({ projectId, kitId, replaceForeign: false }, { signal, report: () => undefined });
      }
      await aborted(signal);
      log.info('stopping');
    } finally {
      await served.close();
    }
    return exitCodes.ok;
  });
}

function followKits({ parts: { kits } }: Host, log: Logger): void {
  kits.on('log', ({ kitId, level, node, source, text }) => {
    log[level === 'warning' ? 'warn' : level]({ kit: kitId, source, node }, text);
  });
  kits.on('session', ({ error, kitId, state }) => {
    log.info(
      { kit: kitId, state, ...(error !== null && { error: StudioError.fromJson(error).code }) },
      'kit',
    );
  });
  // Watching for ports is what brings a kit back whose cable was out.
  kits.on('kits', () => undefined);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
