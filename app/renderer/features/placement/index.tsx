import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type PlacementGoal, placementGoals } from '../../../core/document/profile.ts';
import { constraintTitles } from '../../../core/placement/explain-placement.ts';
import { proposePlacement } from '../../../core/placement/propose-placement.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { compileOptions } from '../../stores/compile-options.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useMeasuredStore } from '../../stores/measured-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { BudgetsSection } from './budgets-section.tsx';
import { CloudlessSection } from './cloudless-section.tsx';
import { FigureRow } from './figure-row.tsx';
import { PathsSection } from './paths-section.tsx';
import classes from './placement.module.css';
import { placementTexts } from './placement.texts.ts';
import { PlacementTable } from './placement-table.tsx';

/** Where each node runs: a proposal for a goal with its reasons, what it takes, and what is left without the cloud. */
export default function PlacementDialog() {
  const say = useTexts(placementTexts);
  const localize = useLocalize();
  const profile = useDocumentStore(state => state.profile);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const measured = useMeasuredStore(state => state.measured);
  const [goal, setGoal] = useState<PlacementGoal>(profile.deployment?.goal ?? 'latency');
  const proposal = useMemo(
    () => proposePlacement(profile, catalogue, goal, { ...compileOptions(), measured }),
    [profile, catalogue, goal, measured],
  );
  const broken = [...proposal.after.broken.keys()];
  return (
    <Modal
      opened
      onClose={useViewStore.getState().closeOverlay}
      title={say('title')}
      size={980}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>{say('intro')}</p>
      {Object.keys(profile.nodes).length === 0 ? (
        <div className={classes.empty} role="status">
          <Icon name="route" size={24} />
          <strong>{say('empty')}</strong>
          {say('emptyText')}
        </div>
      ) : (
        <>
          <div className={classes.goal}>
            <span id="placement-goal">{say('goal')}</span>
            <SegmentedControl
              aria-labelledby="placement-goal"
              value={goal}
              onChange={value => {
                const found = placementGoals.find(known => known === value);
                if (found !== undefined) setGoal(found);
              }}
              data={placementGoals.map(value => ({ value, label: say(value) }))}
            />
            <span className={classes.grow} />
            <span className={classes.count} role="status">
              {proposal.changed.length === 0
                ? say('nothing')
                : say('changes', { count: proposal.changed.length })}
            </span>
            <Button
              disabled={isReadOnly || proposal.patches.length === 0}
              onClick={() =>
                useDocumentStore.getState().applyPatches(
                  {
                    en: placementTexts.say('en')('applied', { goal: placementTexts.say('en')(goal) }),
                    zh: placementTexts.say('zh')('applied', { goal: placementTexts.say('zh')(goal) }),
                  },
                  proposal.patches,
                )
              }
            >
              {say('apply')}
            </Button>
          </div>
          <FigureRow before={proposal.before} after={proposal.after} />
          {broken.length > 0 && (
            <p className={classes.broken} role="status">
              <Icon name="alert-triangle" size={14} />
              {broken.map(id => say('broken', { what: localize(constraintTitles[id]) })).join(' ')}
            </p>
          )}
          {!proposal.isExact && <p className={classes.note}>{say('inexact')}</p>}
          <PlacementTable explanations={proposal.explanations} />
          <div className={classes.columns}>
            <PathsSection />
            <CloudlessSection />
          </div>
          <BudgetsSection />
        </>
      )}
    </Modal>
  );
}
