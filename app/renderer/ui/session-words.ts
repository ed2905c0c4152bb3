import type { Session } from '../../contract/services/device-service.ts';
import { defineTexts } from '../i18n/texts.ts';

/** What a kit is doing, in a word. */
export const sessionTexts = defineTexts('session', {
  en: {
    absent: 'ready',
    detached: 'ready',
    opening: 'opening',
    listening: 'connected',
    running: 'running',
    pushing: 'pushing',
    stopped: 'stopped',
    gone: 'gone',
    failed: 'failed',
  },
  zh: {
    absent: '就绪',
    detached: '就绪',
    opening: '正在打开',
    listening: '已连接',
    running: '运行中',
    pushing: '推送中',
    stopped: '已停止',
    gone: '已断开',
    failed: '失败',
  },
});

/** The tone that goes with a state, for a dot beside the word. */
export function sessionTone(state: Session['state'] | undefined): 'ok' | 'busy' | 'bad' | 'quiet' {
  switch (state) {
    case 'running':
      return 'ok';
    case 'opening':
    case 'pushing':
      return 'busy';
    case 'gone':
    case 'failed':
      return 'bad';
    case 'detached':
    case 'listening':
    case 'stopped':
    case undefined:
      return 'quiet';
  }
}
