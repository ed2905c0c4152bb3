import { Button } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { useViewStore } from '../../stores/view-store.ts';
import classes from './canvas.module.css';
import { canvasTexts } from './canvas.texts.ts';

/** What an empty canvas says: what to do first. */
export function EmptyCanvas() {
  const say = useTexts(canvasTexts);
  return (
    <div className={classes.empty}>
      <div className={classes.emptyCard}>
        <h2>{say('emptyTitle')}</h2>
        <p>{say('emptyText')}</p>
        <Button variant="default" onClick={() => useViewStore.getState().open({ kind: 'projects' })}>
          {say('emptyTemplate')}
        </Button>
      </div>
    </div>
  );
}
