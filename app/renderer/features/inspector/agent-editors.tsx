import { Button, Select } from '@mantine/core';
import type { Json } from '../../../core/document/json.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { EditorProps } from './editor-props.ts';
import { inspectorTexts } from './inspector.texts.ts';

function chosen(value: Json): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What the list of personas ends with; no id of an element looks like it. */
const newPersona = '+new';

/** One of the profile's personas, and the way to edit who it is. */
export function PersonaEditor({
  id,
  labelId,
  node,
  property,
  value,
  isDisabled,
  onChange,
}: EditorProps<'persona'>) {
  const say = useTexts(inspectorTexts);
  const personas = useDocumentStore(state => state.profile.personas);
  const data = Object.entries(personas ?? {}).map(([persona, { name }]) => ({ value: persona, label: name }));
  const persona = chosen(value);
  const isThere = persona !== null && personas !== undefined && Object.hasOwn(personas, persona);
  const { openPersona, openNewPersona } = usePersonaViewStore.getState();
  const make = () => openNewPersona({ node, property: property.id });
  return (
    <>
      <Select
        id={id}
        aria-labelledby={labelId}
        size="xs"
        data={[...data, { value: newPersona, label: say('newPersona') }]}
        value={persona}
        disabled={isDisabled}
        placeholder={say('noPersona')}
        clearable
        onChange={next => {
          if (next === newPersona) make();
          else onChange(next ?? '');
        }}
      />
      {(isThere || !isDisabled) && (
        <Button
          fullWidth
          mt={6}
          variant="default"
          leftSection={<Icon name={isThere ? 'edit' : 'plus'} />}
          onClick={() => (isThere ? openPersona(persona) : make())}
        >
          {say(isThere ? 'editPersona' : 'newPersona')}
        </Button>
      )}
    </>
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
