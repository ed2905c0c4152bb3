import type { BoardDefinition } from '../../../core/catalogue/board-definition.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import type { FlashState } from '../../stores/firmware-store.ts';
import { SvgPicture } from '../../ui/svg-picture.tsx';
import { flashTexts } from './flash.texts.ts';
import classes from './kits-dialogs.module.css';

/** Whether a flashing waits for a button that only a hand can press, or failed for want of one. */
export function needsHand(flash: FlashState | undefined): boolean {
  if (flash?.kind === 'flashing') {
    // Each way to reset is followed by a talk: from the second way on the help stays, until one of them answers.
    const phase = flash.progress?.phase;
    const resets = flash.phases.filter(known => known.phase === 'reset').length;
    return phase === 'wait-volume' || ((phase === 'reset' || phase === 'sync') && resets > 1);
  }
  // Who has cancelled has no use for the button now.
  if (flash?.kind !== 'failed' || flash.error.code.startsWith('firmware/cancelled')) return false;
  const last = flash.phases.at(-1)?.phase;
  return last === 'reset' || last === 'sync' || last === 'wait-volume';
}

/** How a person brings the board into its boot loader, with its picture. */
export function BootHelp({ board }: { readonly board: BoardDefinition | undefined }) {
  const say = useTexts(flashTexts);
  const localize = useLocalize();
  return (
    <section className={classes.boot} role="status">
      {board?.picture !== undefined && (
        <SvgPicture svg={board.picture} alt={say('pictureOf', { board: board.title })} />
      )}
      <div>
        <h3>{say('bootTitle')}</h3>
        <p>{board?.bootHelp === undefined ? say('bootGeneric') : localize(board.bootHelp)}</p>
      </div>
    </section>
  );
}
