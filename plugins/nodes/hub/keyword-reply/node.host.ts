import { defineHubNode, type JsonValue, textProperty } from '../../../../app/sdk/hub-node.ts';

interface Row {
  readonly keywords: readonly string[];
  readonly replies: readonly string[];
}

/** How often each row has answered, so that its replies take turns. */
type State = Map<string, number>;

function parts(text: string): string[] {
  return text
    .split('|')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function rows(value: JsonValue | undefined): Row[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(row => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return [];
    const { key, value: reply } = row;
    return typeof key === 'string' && typeof reply === 'string'
      ? [{ keywords: parts(key), replies: parts(reply) }]
      : [];
  });
}

/** Lower case, full-width forms as half-width ones, spaces as one. */
function simplified(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** Whether a keyword stands in a text: as a whole word in scripts with spaces, anywhere in Chinese and its kin. */
function contains(text: string, keyword: string): boolean {
  const wanted = simplified(keyword);
  if (wanted === '') return false;
  const isLetter = (letter: string | undefined) =>
    letter !== undefined &&
    /[\p{L}\p{N}]/u.test(letter) &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const touchesBefore = isLetter(text[at - 1]) && isLetter(wanted[0]);
    const touchesAfter = isLetter(text[at + wanted.length]) && isLetter(wanted.at(-1));
    if (!touchesBefore && !touchesAfter) return true;
  }
  return false;
}

/** Answers by keywords. Deterministic: several replies of a row take turns. */
export default defineHubNode<State>({
  createState: () => new Map(),
  receive(_port, value, context) {
    const heard = simplified(typeof value === 'string' ? value : JSON.stringify(value));
    for (const { keywords, replies } of rows(context.properties.replies)) {
      const keyword = keywords.find(word => contains(heard, word));
      if (keyword === undefined) continue;
      const rowName = keywords.join('|');
      const turn = context.state.get(rowName) ?? 0;
      context.state.set(rowName, turn + 1);
      context.emit('keyword', keyword);
      const reply = replies[turn % Math.max(1, replies.length)];
      if (reply !== undefined) context.emit('reply', reply);
      return;
    }
    context.emit('puzzled', true);
    const fallback = textProperty(context, 'fallback').trim();
    if (fallback !== '') context.emit('reply', fallback);
  },
});
