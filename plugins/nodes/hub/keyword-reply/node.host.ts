import {
  defineHubNode,
  type JsonValue,
  mentionsSimplified,
  simplify,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';

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

/** Answers by keywords. Deterministic: several replies of a row take turns. */
export default defineHubNode<State>({
  createState: () => new Map(),
  receive(_port, value, context) {
    const heard = simplify(typeof value === 'string' ? value : JSON.stringify(value));
    for (const { keywords, replies } of rows(context.properties.replies)) {
      const keyword = keywords.find(word => mentionsSimplified(heard, simplify(word)));
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
