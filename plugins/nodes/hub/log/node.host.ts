import { defineHubNode, numberProperty, printValue, textProperty } from '../../../../app/sdk/hub-node.ts';

const levels = ['debug', 'info', 'warning', 'error'] as const;

/** Writes what arrives into the kit's log. */
export default defineHubNode({
  receive(_port, value, context) {
    const label = textProperty(context, 'label');
    const longest = Math.max(20, Math.floor(numberProperty(context, 'longest', 500)));
    const letters = [...printValue(value)];
    const text = letters.length > longest ? `${letters.slice(0, longest).join('')}…` : letters.join('');
    const level = levels.find(name => name === context.properties.level) ?? 'info';
    context.log(label === '' ? text : `${label}: ${text}`, level);
  },
});
