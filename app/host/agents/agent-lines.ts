import type { LocalizedText } from '../../core/text/localized-text.ts';

/** What an agent says by itself where neither its persona nor a model has words. */
export const agentLines = {
  /** The model broke off in the middle of its answer. */
  brokenOff: { en: 'Sorry, I lost my thread there.', zh: '抱歉，我说到一半断了。' },
  /** Nothing fits, and the persona has no line for that. */
  nothingToSay: { en: 'I do not know what to say to that.', zh: '这个我不知道怎么回答。' },
  /** The minutes of the day are used up. */
  enoughForToday: {
    en: 'We have talked enough for today. See you tomorrow!',
    zh: '今天聊得够久啦，明天再见！',
  },
  /** A reminder of somebody who is not the one in front. */
  reminderForOther: { en: 'There is a reminder for {person}.', zh: '有一条给{person}的提醒。' },
} as const satisfies Record<string, LocalizedText>;
