import { Tooltip } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { PropertyDefinition } from '../../../core/catalogue/node-definition.ts';
import type { Diagnostic } from '../../../core/diagnostics/diagnostic.ts';
import { isSameJson, type Json } from '../../../core/document/json.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { ModelEditor, PersonaEditor } from './agent-editors.tsx';
import { CodeEditor, ColorEditor, EmotionEditor, PairsEditor } from './compound-editors.tsx';
import type { EditorProps } from './editor-props.ts';
import { Findings } from './findings.tsx';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';
import { changeProperty } from './set-property.ts';
import { BooleanEditor, ChoiceEditor, NumberEditor, SliderMeasure, TextEditor } from './simple-editors.tsx';

interface PropertyFieldProps {
  readonly node: string;
  readonly property: PropertyDefinition;
  readonly value: Json;
  readonly diagnostics: readonly Diagnostic[];
}

/** One setting of a node: label, whether it is live, its editor, its help, and what is wrong with it. */
export function PropertyField({ node, property, value, diagnostics }: PropertyFieldProps) {
  const say = useTexts(inspectorTexts);
  const localize = useLocalize();
  const id = useId();
  const labelId = `${id}-label`;
  const isDisabled = useDocumentStore(state => state.readOnly !== null);
  const isDefault = isSameJson(value, property.default);
  const title = localize(property.title);
  return (
    <div className={classes.field} data-property={property.id}>
      <div className={classes.label}>
        <label id={labelId} htmlFor={id}>
          {title}
        </label>
        {property.live === true && (
          <Tooltip label={say('liveHelp')} w={220}>
            <em className={classes.live} style={{ fontStyle: 'normal' }}>
              {say('live')}
            </em>
          </Tooltip>
        )}
        {!isDefault && !isDisabled && (
          <Tooltip label={say('reset')}>
            <button
              type="button"
              className={classes.reset}
              aria-label={`${say('reset')}: ${title}`}
              onClick={() => changeProperty(node, property, property.default)}
            >
              <Icon name="arrow-back-up" size={13} />
            </button>
          </Tooltip>
        )}
        {property.type === 'number' && <SliderMeasure property={property} value={value} />}
      </div>
      <Editor
        id={id}
        labelId={labelId}
        node={node}
        property={property}
        value={value}
        isDisabled={isDisabled}
        onChange={next => changeProperty(node, property, next)}
      />
      {property.help !== undefined && <p className={classes.help}>{localize(property.help)}</p>}
      <Findings diagnostics={diagnostics} />
    </div>
  );
}

function Editor({
  property,
  ...rest
}: Omit<EditorProps<'number'>, 'property'> & { readonly property: PropertyDefinition }): ReactNode {
  switch (property.type) {
    case 'number':
      return <NumberEditor property={property} {...rest} />;
    case 'boolean':
      return <BooleanEditor property={property} {...rest} />;
    case 'text':
      return <TextEditor property={property} {...rest} />;
    case 'choice':
      return <ChoiceEditor property={property} {...rest} />;
    case 'color':
      return <ColorEditor property={property} {...rest} />;
    case 'emotion':
      return <EmotionEditor property={property} {...rest} />;
    case 'code':
      return <CodeEditor property={property} {...rest} />;
    case 'persona':
      return <PersonaEditor property={property} {...rest} />;
    case 'model':
      return <ModelEditor property={property} {...rest} />;
    case 'pairs':
      return <PairsEditor property={property} {...rest} />;
  }
}
