import { type FormEvent, useMemo, useState } from 'react';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { kitPanelTexts } from './kit-panel.texts.ts';
import classes from './say-fields.module.css';

/** The type of nodes that a person types into while the device runs, and the input that hears it. */
const textIn = { type: 'hub/text-in', port: 'typed', longest: 10_000 } as const;

/** A line to type into for each text input of the profile. `kitId` null disables them: nothing runs that could hear. */
export function SayFields({ kitId }: { readonly kitId: string | null }) {
  const nodes = useDocumentStore(state => state.profile.nodes);
  const ids = useMemo(
    () =>
      Object.keys(nodes)
        .filter(id => nodes[id]?.type === textIn.type)
        .sort(),
    [nodes],
  );
  if (ids.length === 0) return null;
  return (
    <div className={classes.fields}>
      {ids.map(id => (
        <SayField key={id} node={id} kitId={kitId} />
      ))}
    </div>
  );
}

function SayField({ node, kitId }: { readonly node: string; readonly kitId: string | null }) {
  const say = useTexts(kitPanelTexts);
  const name = nameOfNode(node, useLanguage());
  const [text, setText] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    if (value === '' || kitId === null) return;
    setText('');
    try {
      await getStudio().device.send({ kitId, node, port: textIn.port, value });
    } catch (error) {
      // What was written is not lost with it.
      setText(value);
      useKitStore.setState({ problem: { kitId, error: StudioError.from(error) } });
    }
  };
  return (
    <form className={classes.field} onSubmit={event => void send(event)}>
      <input
        aria-label={say('sayInto', { name })}
        placeholder={name}
        autoComplete="off"
        maxLength={textIn.longest}
        disabled={kitId === null}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      <button
        type="submit"
        aria-label={say('sendInto', { name })}
        disabled={kitId === null || text.trim() === ''}
      >
        <Icon name="send" size={14} />
      </button>
    </form>
  );
}
