import { describeError } from '../../../contract/errors/studio-error.ts';
import type { Language } from '../../../core/text/localized-text.ts';
import { formatDuration } from '../../ui/format-port-value.ts';
import { sessionTexts } from '../../ui/session-words.ts';
import type { KitStatus } from './kit-status.ts';
import { kitsTexts } from './kits.texts.ts';

/** A status in a few words: `running`, `confirmed, 1.9 s`, `Write the other slot…`. */
export function statusWords(status: KitStatus, language: Language): string {
  const say = kitsTexts.say(language);
  switch (status.kind) {
    case 'session':
      return sessionTexts.say(language)(status.state);
    case 'pushing': {
      const { progress } = status.run;
      return say(`phase_${progress?.phase ?? 'compile'}`);
    }
    case 'pushed': {
      const { outcome, elapsedMs, reason } = status.run.result;
      const time = formatDuration(elapsedMs);
      if (outcome === 'confirmed') return say('confirmed', { time });
      if (outcome === 'unchanged') return say('unchangedState', { time });
      return say('rolledBackState', { reason: reason ?? say('noReason') });
    }
    case 'error':
      return describeError(status.error, language).title;
  }
}
