import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';

type PartOf<Type extends LanguageModelV4StreamPart['type']> = Extract<
  LanguageModelV4StreamPart,
  { type: Type }
>;

/** A streamed answer as one. Throws what an `error` part holds. */
export async function collectStream({
  stream,
  request,
  response,
}: LanguageModelV4StreamResult): Promise<LanguageModelV4GenerateResult> {
  const content: LanguageModelV4Content[] = [];
  const open = new Map<string, { type: 'text' | 'reasoning'; text: string }>();
  let finish: PartOf<'finish'> | null = null;
  let metadata: Omit<PartOf<'response-metadata'>, 'type'> = {};
  let warnings: PartOf<'stream-start'>['warnings'] = [];
  for await (const part of stream) {
    switch (part.type) {
      case 'error':
        throw part.error;
      case 'stream-start':
        warnings = part.warnings;
        break;
      case 'response-metadata': {
        const { type: _, ...rest } = part;
        metadata = rest;
        break;
      }
      case 'text-start':
      case 'reasoning-start': {
        const block: { type: 'text' | 'reasoning'; text: string } = {
          type: part.type === 'text-start' ? 'text' : 'reasoning',
          text: '',
        };
        open.set(part.id, block);
        content.push(block);
        break;
      }
      case 'text-delta':
      case 'reasoning-delta': {
        const block = open.get(part.id);
        if (block !== undefined) block.text += part.delta;
        break;
      }
      case 'tool-call':
      case 'tool-result':
      case 'tool-approval-request':
      case 'file':
      case 'reasoning-file':
      case 'source':
      case 'custom':
        content.push(part);
        break;
      case 'finish':
        finish = part;
        break;
      default:
    }
  }
  if (finish === null) throw new Error('The stream has no end.');
  return {
    content: content.filter(part => part.type !== 'text' || part.text !== ''),
    finishReason: finish.finishReason,
    usage: finish.usage,
    warnings,
    ...(request !== undefined && { request }),
    response: { ...response, ...metadata },
  };
}
