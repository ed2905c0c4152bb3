import {
  defineHubNode,
  type HubNodeContext,
  numberProperty,
  printValue,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';

function tell(text: string, context: HubNodeContext): void {
  const trimmed = text.trim();
  if (trimmed === '') {
    context.emit('empty', true);
    return;
  }
  // By code points, so that no emoji is cut in half.
  const letters = [...trimmed];
  const longest = Math.max(1, Math.floor(numberProperty(context, 'longest', 500)));
  context.emit('text', letters.length > longest ? letters.slice(0, longest).join('') : trimmed);
}

/** Words that a person types, or that a scenario sends. */
export default defineHubNode({
  start(context) {
    const greeting = textProperty(context, 'greeting');
    if (greeting !== '') tell(greeting, context);
  },
  receive(_port, value, context) {
    tell(printValue(value), context);
  },
});
