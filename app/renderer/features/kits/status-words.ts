import { describeError } from '../../../contract/errors/studio-error.ts';
import type { Language } from '../../../core/text/localized-text.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import { sessionTexts } from '../../ui/session-words.ts';
import type { KitStatus } from './kit-facts.ts';
import { kitsTexts } from './kits.texts.ts';
import { phaseTexts } from './phase.texts.ts';
import { troubleTexts } from './trouble.texts.ts';

/** A status in a few words: `running`, `confirmed, 1.9 s · 1 file changed`, `writing the other slot`. */
export function statusWords(status: KitStatus, language: Language): string {
  const say = kitsTexts.say(language);
  switch (status.kind) {
    case 'session':
      return sessionTexts.say(language)(status.state);
    case 'pushing':
      return phaseTexts.say(language)(`now_${status.progress?.phase ?? 'compile'}`);
    case 'flashing':
      return phaseTexts.say(language)(`flash_${status.progress?.phase ?? 'check'}`);
    case 'pushed':
      return pushedWords(status, language);
    case 'flashed':
      return say('flashed', { time: formatDuration(status.elapsedMs) });
    case 'error':
      return status.error.code === 'transport/no-permission'
        ? say('noPermission')
        : describeError(status.error, language).title;
    case 'diagnosed':
      return troubleTexts.say(language)(status.finding.check);
    case 'boot-loader':
      return say('bootLoader');
    case 'no-firmware':
      return say('noneFound');
    case 'away':
      return say('notAttached');
    case 'waiting':
      return say('waiting');
    case 'cancelled':
      return say('cancelled');
  }
}

function pushedWords(status: Extract<KitStatus, { kind: 'pushed' }>, language: Language): string {
  const say = kitsTexts.say(language);
  const time = formatDuration(status.elapsedMs);
  if (status.outcome === 'rolled-back')
    return say('rolledBack', { reason: status.reason ?? say('noReason') });
  if (status.outcome === 'unchanged') return say('unchangedState', { time });
  const { filesChanged } = status;
  if (filesChanged === null || filesChanged === 0) return say('confirmed', { time });
  const changed = filesChanged === 1 ? say('oneChanged') : say('filesChanged', { count: filesChanged });
  return `${say('confirmed', { time })} · ${changed}`;
}

/** What goes over the wire: `26 kB of 42 kB · 61 kB/s · 6 s left`; empty where nothing is counted. */
export function transferWords(
  progress: {
    readonly bytesDone: number;
    readonly bytesTotal: number;
    readonly bytesPerSecond: number;
    readonly secondsLeft: number | null;
  } | null,
  language: Language,
): string {
  if (progress === null || progress.bytesTotal === 0) return '';
  const say = kitsTexts.say(language);
  const parts = [
    say('bytesOf', { done: formatBytes(progress.bytesDone), total: formatBytes(progress.bytesTotal) }),
  ];
  if (progress.bytesPerSecond > 0) parts.push(rateWords(progress.bytesPerSecond, language));
  if (progress.secondsLeft !== null) {
    parts.push(say('left', { time: formatDuration(Math.max(1, progress.secondsLeft) * 1000) }));
  }
  return parts.join(' · ');
}

/** `61 kB/s`. */
export function rateWords(bytesPerSecond: number, language: Language): string {
  return phaseTexts.say(language)('perSecond', { bytes: formatBytes(bytesPerSecond) });
}
