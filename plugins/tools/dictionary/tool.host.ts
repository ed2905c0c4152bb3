import { defineTool, simplify, type ToolContext } from '../../../app/sdk/tool.ts';

interface Word {
  readonly en: string;
  readonly zh: string;
  readonly meaning: { readonly en: string; readonly zh: string };
}

/** How many letters may differ for a word to be called close. */
const closeEdits = 2;

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

async function readWords(context: ToolContext): Promise<readonly Word[]> {
  const file: { readonly words: readonly Word[] } = JSON.parse(await context.readData('words.json'));
  return file.words;
}

function clean(value: unknown): string {
  return simplify(String(value)).replace(/^["'“‘「]+|["'”’」?？.。]+$/gu, '');
}

/** Letters to change, add or take away to make one word of another (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function isWord(word: Word, wanted: string): boolean {
  const chinese = word.zh.replace(/的$/u, '');
  return word.en === wanted || word.zh === wanted || chinese === wanted;
}

/** A small dictionary, spelling, and close words. */
export default defineTool({
  functions: {
    async define({ word }, context) {
      const wanted = clean(word);
      const found = (await readWords(context)).find(entry => isWord(entry, wanted));
      if (found === undefined) {
        return {
          text: say(context, `“${wanted}” is not in my small dictionary.`, `我的小词典里没有“${wanted}”。`),
          data: { found: false },
        };
      }
      const text = say(
        context,
        `${found.en}: ${found.meaning.en}. In Chinese: ${found.zh}.`,
        `${found.zh}：${found.meaning.zh}。英文是 ${found.en}。`,
      );
      return { text, data: { found: true, en: found.en, zh: found.zh } };
    },
    spell({ word }, context) {
      const letters = [...clean(word)].filter(letter => letter.trim() !== '');
      const spelled = letters.map(letter => letter.toUpperCase()).join('-');
      return {
        text: say(context, `${clean(word)}: ${spelled}.`, `${clean(word)}：${spelled}。`),
        data: { letters },
      };
    },
    async check({ word }, context) {
      const wanted = clean(word);
      const words = await readWords(context);
      if (words.some(entry => isWord(entry, wanted))) {
        return {
          text: say(context, `Yes, “${wanted}” is right.`, `“${wanted}”拼对了。`),
          data: { isKnown: true },
        };
      }
      const close = words
        .map(entry => ({ en: entry.en, distance: edits(entry.en, wanted) }))
        .filter(({ distance }) => distance <= closeEdits)
        .sort((a, b) => a.distance - b.distance || (a.en < b.en ? -1 : 1))
        .slice(0, 3)
        .map(({ en }) => en);
      const text =
        close.length === 0
          ? say(context, `I do not know “${wanted}”.`, `我不认识“${wanted}”。`)
          : say(context, `Did you mean ${close.join(', ')}?`, `你是想写 ${close.join('、')} 吗？`);
      return { text, data: { isKnown: false, close } };
    },
  },
});
