import { Modal } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Checklist } from './checklist.tsx';
import { DataMap } from './data-map.tsx';
import { DeploymentForm } from './deployment-form.tsx';
import classes from './markets.module.css';
import { marketsTexts } from './markets.texts.ts';
import { RegionList } from './region-list.tsx';

/** Where the device is sold and to whom, which data goes where, and what the rules of those markets ask. */
export default function MarketsDialog() {
  const say = useTexts(marketsTexts);
  return (
    <Modal
      opened
      onClose={useViewStore.getState().closeOverlay}
      title={say('title')}
      size={980}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>{say('intro')}</p>
      <DeploymentForm />
      <RegionList />
      <DataMap />
      <Checklist />
    </Modal>
  );
}
