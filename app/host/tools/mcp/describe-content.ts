import { isJsonObject, type Json } from '../../../core/document/json.ts';
import { removeHiddenCharacters } from '../../../core/tools/hidden-text.ts';

/**
 * What a server's tool gave back, as text: texts as they are, without hidden characters; of pictures, sounds, files and
 * links only what they are, for no model of text can read them.
 */
export function describeContent(content: readonly unknown[], language: 'en' | 'zh'): string {
  return content
    .slice(0, 200)
    .map(block => (isJsonObject(block) ? describeBlock(block, language) : ''))
    .filter(text => text !== '')
    .join('\n');
}

function describeBlock(block: Record<string, Json>, language: 'en' | 'zh'): string {
  const isZh = language === 'zh';
  switch (block.type) {
    case 'text':
      return removeHiddenCharacters(textOf(block.text));
    case 'image':
    case 'audio': {
      const what = block.type === 'image' ? (isZh ? '图片' : 'picture') : isZh ? '声音' : 'sound';
      return `[${what}, ${labelOf(block.mimeType)}, ${sizeOf(block.data)}]`;
    }
    case 'resource_link':
      return `[${isZh ? '链接' : 'link'}: ${labelOf(block.name)} ${labelOf(block.uri)}]`;
    case 'resource': {
      const resource = isJsonObject(block.resource) ? block.resource : {};
      if (typeof resource.text === 'string') return removeHiddenCharacters(resource.text);
      return `[${isZh ? '文件' : 'file'}: ${labelOf(resource.uri)}, ${labelOf(resource.mimeType)}, ${sizeOf(resource.blob)}]`;
    }
    default:
      return isZh ? '[无法读取的内容]' : '[content that cannot be read]';
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function labelOf(value: Json | undefined): string {
  return removeHiddenCharacters(textOf(value)).slice(0, 200);
}

function sizeOf(base64: Json | undefined): string {
  return `${((textOf(base64).length * 3) / 4 / 1_024).toFixed(1)} kB`;
}
