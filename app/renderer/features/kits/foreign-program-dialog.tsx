import { Button, Group, Modal, Text } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { kitsTexts } from './kits.texts.ts';

/** Asks before a program that is not ours is replaced. Shown wherever the run was started; once per window. */
export default function ForeignProgramDialog() {
  const say = useTexts(kitsTexts);
  const foreign = useKitStore(state => state.foreign);
  const title = useKitStore(
    state => state.kits.find(kit => kit.kitId === foreign?.kitId)?.title ?? foreign?.kitId ?? '',
  );
  const { dismissForeign, run } = useKitStore.getState();
  return (
    <Modal opened={foreign !== null} onClose={dismissForeign} title={say('foreignTitle')} size={460}>
      <Text>{say('foreignText', { name: title })}</Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={dismissForeign} data-autofocus>
          {say('keep')}
        </Button>
        <Button
          onClick={() => {
            if (foreign === null) return;
            dismissForeign();
            void run(foreign.projectId, { kitId: foreign.kitId, replaceForeign: true });
          }}
        >
          {say('replace')}
        </Button>
      </Group>
    </Modal>
  );
}
