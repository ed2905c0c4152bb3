import { shortcutKeys } from '../commands/shortcuts.ts';
import classes from './shortcut-keys.module.css';

/** A shortcut as keys: `Ctrl` `K`. */
export function ShortcutKeys({ shortcut }: { readonly shortcut: string }) {
  return (
    <span className={classes.keys}>
      {shortcutKeys(shortcut).map(key => (
        <kbd key={key} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
