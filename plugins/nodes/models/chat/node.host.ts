import {
  defineHubNode,
  type ImageValue,
  type JsonValue,
  numberProperty,
  printValue,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';
import { imageOf, wordsOf } from '../lib/values.ts';

/** The newest picture, until a question takes it along. */
interface State {
  image: ImageValue | null;
}

/** The schema that is set; undefined where none is. Throws where it is no JSON. */
function readSchema(text: string): JsonValue | undefined {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The shape of the answer is not JSON. / 回答格式不是 JSON。');
  }
}

/** Words in, the answer of a language model out. */
export default defineHubNode<State>({
  createState: () => ({ image: null }),
  async receive(port, value, context, message) {
    if (port === 'image') {
      context.state.image = imageOf(value) ?? context.state.image;
      return;
    }
    const prompt = printValue(value).trim();
    if (prompt === '') return;
    const { image } = context.state;
    context.state.image = null;
    try {
      const schema = readSchema(textProperty(context, 'schema'));
      const answer = context.services.models.chat(
        {
          model: textProperty(context, 'model'),
          system: textProperty(context, 'instructions'),
          prompt,
          maxTokens: numberProperty(context, 'maxTokens', 400),
          temperature: numberProperty(context, 'temperature', 0.7),
          caller: context,
          ...(image !== null && { image }),
          ...(schema !== undefined && { schema }),
        },
        message,
      );
      let piece = await answer.next();
      while (piece.done !== true) {
        context.emit('words', piece.value);
        piece = await answer.next();
      }
      context.emit('text', piece.value);
      if (schema !== undefined) context.emit('json', JSON.parse(piece.value));
    } catch (error) {
      if (!message.signal.aborted) context.emit('error', wordsOf(error));
    }
  },
});
