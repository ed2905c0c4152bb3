import { Select } from '@mantine/core';
import type { Json } from '../../../core/document/json.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import type { EditorProps } from './editor-props.ts';
import { inspectorTexts } from './inspector.texts.ts';

function chosen(value: Json): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** One of the profile's personas. */
export function PersonaEditor({ id, labelId, value, isDisabled, onChange }: EditorProps<'persona'>) {
  const say = useTexts(inspectorTexts);
  const personas = useDocumentStore(state => state.profile.personas);
  const data = Object.entries(personas ?? {}).map(([persona, { name }]) => ({ value: persona, label: name }));
  return (
    <Select
      id={id}
      aria-labelledby={labelId}
      size="xs"
      data={data}
      value={chosen(value)}
      disabled={isDisabled}
      placeholder={say('noPersona')}
      clearable
      onChange={next => onChange(next ?? '')}
    />
  );
}

/** A model of the catalogue, of the kind that the node can use. */
export function ModelEditor({ id, labelId, property, value, isDisabled, onChange }: EditorProps<'model'>) {
  const say = useTexts(inspectorTexts);
  const models = useCatalogueStore(state => state.catalogue.models);
  const data = [...models.values()]
    .filter(model => model.kind === property.kind)
    .map(model => ({ value: model.name, label: model.title }));
  return (
    <Select
      id={id}
      aria-labelledby={labelId}
      size="xs"
      data={data}
      value={chosen(value)}
      disabled={isDisabled}
      placeholder={say('modelByPlacement')}
      searchable
      clearable
      onChange={next => onChange(next ?? '')}
    />
  );
}
