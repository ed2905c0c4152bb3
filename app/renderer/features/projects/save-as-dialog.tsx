import { Button, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { switchProject } from '../../commands/project-commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './projects.module.css';
import { projectsTexts } from './projects.texts.ts';

/** A copy under another name, in the projects folder. */
export default function SaveAsDialog() {
  const say = useTexts(projectsTexts);
  const studio = useStudio();
  const projectId = useDocumentStore(state => state.projectId);
  const [name, setName] = useState(() => useDocumentStore.getState().profile.name);
  const [isBusy, setBusy] = useState(false);
  const close = useViewStore.getState().closeOverlay;
  return (
    <Modal opened onClose={close} title={say('saveAs')}>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (projectId === null || name.trim() === '') return;
          setBusy(true);
          switchProject(() => studio.project.saveAs({ projectId, name: name.trim() }))
            .catch(reportFailure)
            .finally(() => setBusy(false));
        }}
      >
        <Text c="dimmed" mb="md">
          {say('saveAsText')}
        </Text>
        <TextInput
          label={say('newName')}
          data-autofocus
          maxLength={200}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <div className={classes.footer}>
          <Button variant="default" onClick={close}>
            {say('cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={name.trim() === ''}>
            {say('save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
