import { Group, Modal, Stack, Text } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { helpTexts } from './help.texts.ts';

export default function AboutDialog() {
  const say = useTexts(helpTexts);
  const version = useSettingsStore(state => state.version);
  const projectsDirectory = useSettingsStore(state => state.projectsDirectory);
  return (
    <Modal opened onClose={useViewStore.getState().closeOverlay} title={say('about')}>
      <Stack gap="md">
        <Group gap="md">
          <BrandMark size={44} />
          <div>
            <Text fw={650} size="lg">
              Cambrian
            </Text>
            <Text size="sm" c="dimmed">
              {say('version', { version })}
            </Text>
          </div>
        </Group>
        <Text>{say('aboutText')}</Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {say('projects', { path: projectsDirectory })}
        </Text>
      </Stack>
    </Modal>
  );
}
