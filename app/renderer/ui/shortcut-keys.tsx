import { Fragment } from 'react';
import { shortcutKeys } from '../commands/shortcuts.ts';
import classes from './shortcut-keys.module.css';

/** A shortcut as keys: `Ctrl` `K`. */
export function ShortcutKeys({ shortcut }: { readonly shortcut: string }) {
  return (
    <span className={classes.keys}>
      {shortcutKeys(shortcut).map(key => (
        // The space is for who hears the keys; on the screen the gap is the style's.
        <Fragment key={key}>
          <kbd className={classes.key}>{key}</kbd>{' '}
        </Fragment>
      ))}
    </span>
  );
}
