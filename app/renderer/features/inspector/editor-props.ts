import type { PropertyDefinition } from '../../../core/catalogue/node-definition.ts';
import type { Json } from '../../../core/document/json.ts';

/** What every editor of a setting is given. `id` and `labelId` tie it to its label. */
export interface EditorProps<Type extends PropertyDefinition['type']> {
  readonly id: string;
  readonly labelId: string;
  readonly node: string;
  readonly property: Extract<PropertyDefinition, { readonly type: Type }>;
  readonly value: Json;
  readonly isDisabled: boolean;
  readonly onChange: (value: Json) => void;
}
