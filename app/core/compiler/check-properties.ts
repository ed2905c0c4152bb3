import type { NodeDefinition, PropertyDefinition } from '../catalogue/node-definition.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { QuickFix } from '../diagnostics/diagnostic.ts';
import type { Json } from '../document/json.ts';
import { isJsonObject, ownValue, sortedKeys } from '../document/json.ts';
import type { IndexedNode } from '../graph/graph-index.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import { isColor, isEmotion } from '../ports/port-value.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { CompileContext } from './compile-context.ts';
import { defaultPropertyFix, removePropertyFix, setPropertyFix } from './quick-fixes.ts';

/** What is wrong with the value of a setting. */
export type PropertyProblem =
  | { readonly kind: 'invalid'; readonly reason: LocalizedText }
  | { readonly kind: 'out-of-range'; readonly nearest: number };

/** Judges one setting against its definition; null where it is fine. The inspector uses this too. */
export function judgeProperty(definition: PropertyDefinition, value: Json): PropertyProblem | null {
  switch (definition.type) {
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return invalid('a number', '数字');
      const nearest = Math.min(
        Math.max(value, definition.min ?? Number.NEGATIVE_INFINITY),
        definition.max ?? Number.POSITIVE_INFINITY,
      );
      return nearest === value ? null : { kind: 'out-of-range', nearest };
    }
    case 'boolean':
      return typeof value === 'boolean' ? null : invalid('yes or no', '“是”或“否”');
    case 'text':
      if (typeof value !== 'string') return invalid('text', '文本');
      return definition.maxLength !== undefined && value.length > definition.maxLength
        ? invalid(
            `text of at most ${definition.maxLength} characters`,
            `不超过 ${definition.maxLength} 个字符的文本`,
          )
        : null;
    case 'code':
      return typeof value === 'string' ? null : invalid('text', '文本');
    case 'color':
      return isColor(value) ? null : invalid('a color such as #ff8800', '颜色代码，例如 #ff8800');
    case 'emotion':
      return isEmotion(value) ? null : invalid('one of the 21 emotions', '21 种情绪之一');
    case 'choice':
      return definition.choices.some(choice => choice.value === value)
        ? null
        : invalid('one of the choices on offer', '所列选项之一');
    case 'persona':
    case 'model':
      return typeof value === 'string' ? null : invalid('a name', '名称');
    case 'pairs':
      return Array.isArray(value) && value.every(isPair)
        ? null
        : invalid('a list of rows with two texts each', '由两列文本组成的列表');
  }
}

function isPair(row: Json): boolean {
  return isJsonObject(row) && typeof row.key === 'string' && typeof row.value === 'string';
}

function invalid(en: string, zh: string): PropertyProblem {
  return { kind: 'invalid', reason: { en: `it must be ${en}`, zh: `必须是${zh}` } };
}

/** Every setting of a node as the driver gets it: what the profile says over the defaults; unknown ones left out. */
export function effectiveProperties(node: IndexedNode, definition: NodeDefinition): Record<string, Json> {
  return Object.fromEntries(
    definition.properties.map(property => [
      property.id,
      (ownValue(node.node.properties, property.id) as Json | undefined) ?? property.default,
    ]),
  );
}

export function checkProperties(
  context: CompileContext,
  indexed: IndexedNode,
  definition: NodeDefinition,
): void {
  const { id, node } = indexed;
  const keys = sortedKeys(node.properties);
  if (keys.length === 0) return;
  const known = new Map(definition.properties.map(property => [property.id, property]));
  for (const key of keys) {
    const value = node.properties[key];
    if (value === undefined) continue;
    const where = { kind: 'property', node: id, property: key } as const;
    const property = known.get(key);
    const name = nodeLabel(indexed);
    if (property === undefined) {
      context.diagnostics.push(
        createDiagnostic('property/unknown', where, { node: name, property: key }, [
          removePropertyFix(id, key),
        ]),
      );
      continue;
    }
    const problem = judgeProperty(property, value);
    if (problem === null) continue;
    const fixes: QuickFix[] = [defaultPropertyFix(id, key)];
    if (problem.kind === 'invalid') {
      context.diagnostics.push(
        createDiagnostic(
          'property/invalid',
          where,
          { node: name, property: property.title, reason: problem.reason },
          fixes,
        ),
      );
      continue;
    }
    const [min, max] = property.type === 'number' ? [property.min, property.max] : [];
    context.diagnostics.push(
      createDiagnostic(
        'property/out-of-range',
        where,
        {
          node: name,
          property: property.title,
          value: String(value),
          min: min ?? '−∞',
          max: max ?? '∞',
        },
        [setPropertyFix(id, key, problem.nearest), ...fixes],
      ),
    );
  }
}
