import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type {
  FirmwareImage,
  FlashProgress,
  FlashResult,
  FlashTarget,
} from '../../contract/services/firmware-service.ts';
import type { Language, LocalizedText } from '../../core/text/localized-text.ts';
import type { Host } from '../../host/create-host.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes, type Terminal } from '../terminal.ts';
import { withHost } from '../with-host.ts';

export interface FlashOptions {
  /** Serial path; of it and `volume`, one is given. */
  readonly port?: string;
  /** Folder of a UF2 boot loader’s drive. */
  readonly volume?: string;
  readonly erase: boolean;
  /** Nobody is asked. */
  readonly yes: boolean;
  /** Only tell what chip it is. */
  readonly identify: boolean;
}

const phaseWords: Readonly<Record<FlashProgress['phase'], LocalizedText>> = {
  download: { en: 'fetching the image', zh: '正在获取镜像' },
  check: { en: 'checking the image', zh: '正在检查镜像' },
  open: { en: 'opening the port', zh: '正在打开端口' },
  reset: { en: 'resetting into the boot loader', zh: '正在复位进入引导加载程序' },
  sync: { en: 'waiting for the boot loader', zh: '正在等待引导加载程序' },
  detect: { en: 'asking for the chip', zh: '正在识别芯片' },
  stub: { en: 'starting the writer', zh: '正在启动写入程序' },
  baud: { en: 'speeding up', zh: '正在提高速率' },
  erase: { en: 'erasing', zh: '正在擦除' },
  'wait-volume': { en: 'waiting for the board’s drive', zh: '正在等待开发板磁盘' },
  write: { en: 'writing', zh: '正在写入' },
  verify: { en: 'verifying', zh: '正在校验' },
  restart: { en: 'restarting the board', zh: '正在重启开发板' },
  'wait-board': { en: 'waiting for the board', zh: '正在等待开发板' },
};

/**
 * `flash <image|board id> --port <port> | --volume <path>`: an image of the catalogue, the newest one of a board, or a
 * file. `flash --identify --port <port>` tells what chip it is.
 */
export function flash(
  terminal: Terminal,
  image: string | undefined,
  options: FlashOptions,
): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    try {
      const target = await targetOf(host, options);
      if (target === null || (image === undefined) !== options.identify) {
        terminal.say(
          'Say what to flash and where: cambrian flash <image|board> --port <port> | --volume <path>',
        );
        return exitCodes.usage;
      }
      if (image === undefined) return await identify(terminal, host, target, signal);
      const chosen = await imageOf(host, image);
      if (!(await isAgreed(terminal, chosen, options, signal))) return exitCodes.usage;
      const result = await host.parts.firmware.flash(target, chosen.imageId, {
        erase: options.erase,
        signal,
        report: progress => terminal.progress(phrase(progress, terminal.language)),
      });
      tell(terminal, chosen, result);
      return exitCodes.ok;
    } catch (error) {
      if (!signal.aborted) throw error;
      if (StudioError.is(error)) terminal.fail(error);
      return exitCodes.interrupted;
    }
  });
}

async function targetOf(host: Host, { port, volume }: FlashOptions): Promise<FlashTarget | null> {
  if (volume !== undefined) return port === undefined ? { volume: resolve(volume) } : null;
  if (port === undefined) return null;
  return { kitId: (await host.parts.kits.addPort(port)).kitId };
}

async function identify(
  terminal: Terminal,
  host: Host,
  target: FlashTarget,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (!('kitId' in target)) return exitCodes.usage;
  const chip = await host.handlers.firmware.methods.identify(target, {
    signal,
    report: progress => terminal.progress(phrase(progress, terminal.language)),
  });
  const flashSize = chip.flashBytes === null ? '' : `, ${chip.flashBytes / 1024 / 1024} MiB flash`;
  terminal.say(`${chip.description}: ${chip.features.join(', ')}${flashSize}`);
  if (chip.mac !== null) terminal.say(`MAC ${chip.mac}`);
  terminal.answer(chip);
  return exitCodes.ok;
}

/** A file by its path, an image by its id, or the newest image of a board. */
async function imageOf(host: Host, name: string): Promise<FirmwareImage> {
  const { methods } = host.handlers.firmware;
  const isFile = await stat(resolve(name)).then(
    status => status.isFile(),
    () => false,
  );
  const call = { signal: new AbortController().signal, report: () => undefined };
  if (isFile) return methods.addFile({ path: resolve(name) }, call);
  const images = await methods.images({ boardId: null }, call);
  const found =
    images.find(({ imageId }) => imageId === name) ?? images.find(({ boardIds }) => boardIds.includes(name));
  if (found === undefined) throw new StudioError('firmware/unknown-image', { imageId: name });
  return found;
}

async function isAgreed(
  terminal: Terminal,
  image: FirmwareImage,
  { port, volume, erase, yes }: FlashOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const where = port ?? volume ?? '';
  const question = erase
    ? `Erase everything on ${where} and write ${image.title}?`
    : `Write ${image.title} to ${where}? The firmware that is on it is lost.`;
  if (yes) return true;
  if (terminal.isJson || process.stdin.isTTY !== true) {
    terminal.fail(new StudioError('firmware/not-agreed', { image: image.title, target: where }));
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    lines.close();
  }
}

function tell(terminal: Terminal, image: FirmwareImage, result: FlashResult): void {
  const seconds = (result.elapsedMs / 1000).toFixed(1);
  const trust = image.trust === 'published' ? 'hash as published' : 'its publisher states no hash';
  terminal.say(
    `${image.title} is on ${result.chip}: ${formatBytes(result.bytesWritten)}, ${formatBytes(result.bytesSent)} sent, verified, ${seconds} s (${trust})`,
  );
  terminal.say(
    result.kitId === null ? 'The board has not come back yet.' : `The board is back: ${result.kitId}`,
  );
  terminal.answer(result);
}

function phrase(progress: FlashProgress, language: Language): string {
  const words = phaseWords[progress.phase][language];
  const attempt = progress.attempt === null || progress.attempt === 1 ? '' : ` (${progress.attempt})`;
  if (progress.bytesTotal === 0) return `${words}${attempt}`;
  const done = `${formatBytes(progress.bytesDone)} / ${formatBytes(progress.bytesTotal)}`;
  const left = progress.secondsLeft === null ? '' : `  ${Math.ceil(progress.secondsLeft)} s`;
  return `${words}  ${done}  ${formatBytes(progress.bytesPerSecond)}/s${left}`;
}
