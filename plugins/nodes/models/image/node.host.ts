import { defineHubNode, printValue, textProperty } from '../../../../app/sdk/hub-node.ts';
import { wordsOf } from '../lib/values.ts';

/** Words in, a picture out. Prompts wait for each other. */
export default defineHubNode({
  async receive(_port, value, context, message) {
    const words = printValue(value).trim();
    if (words === '') return;
    const style = textProperty(context, 'style').trim();
    context.emit('busy', true);
    try {
      const image = await context.services.models.image(
        {
          model: textProperty(context, 'model'),
          prompt: style === '' ? words : `${words}, ${style}`,
          widthPx: 1024,
          heightPx: 1024,
        },
        message,
      );
      context.emit('image', { ...image });
    } catch (error) {
      if (!message.signal.aborted) context.emit('error', wordsOf(error));
    } finally {
      context.emit('busy', false);
    }
  },
});
