import { Button, Checkbox, Group, Modal, Slider, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { demoTexts } from './demo.texts.ts';

/** Asks the host to keep settings; what comes back is shown, and what fails is said. */
async function keep(change: () => Promise<ReturnType<typeof useSettingsStore.getState>['demo']>) {
  try {
    const demo = await change();
    useSettingsStore.setState({ demo });
  } catch (error) {
    reportFailure(error);
  }
}

/** What the kiosk shows, when it goes back to inviting, and the PIN that leaves it. */
export default function DemoSettings() {
  const say = useTexts(demoTexts);
  const localize = useLocalize();
  const templates = useCatalogueStore(state => state.templates);
  const demo = useSettingsStore(state => state.demo);
  const [idleSeconds, setIdleSeconds] = useState(demo.idleSeconds);
  const [pin, setPin] = useState('');
  const { closeOverlay, open } = useViewStore.getState();
  const { studio } = getStudio();
  const choose = (id: string, isChosen: boolean) => {
    const demoPlaylist = templates
      .map(template => template.id)
      .filter(known => (known === id ? isChosen : demo.playlist.includes(known)));
    void keep(async () => (await studio.changeSettings({ demoPlaylist })).demo);
  };
  const setDemoPin = (value: string | null) => {
    setPin('');
    void keep(async () => (await studio.setDemoPin({ pin: value })).demo);
  };
  return (
    <Modal
      opened
      onClose={closeOverlay}
      title={say('settings')}
      size={480}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Stack gap="xl">
        <Checkbox.Group
          label={say('settingsPlaylist')}
          description={say('settingsPlaylistHint')}
          value={demo.playlist}
        >
          <Stack gap="sm" mt="sm">
            {templates.map(template => (
              <Checkbox
                key={template.id}
                value={template.id}
                label={localize(template.title)}
                description={localize(template.summary)}
                onChange={event => choose(template.id, event.currentTarget.checked)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <div>
          <Group justify="space-between">
            <Text size="sm" fw={500} id="demo-idle">
              {say('idle')}
            </Text>
            <Text size="sm" c="dimmed">
              {say('idleUnit', { count: idleSeconds })}
            </Text>
          </Group>
          <Slider
            mt="sm"
            min={5}
            max={300}
            step={5}
            label={null}
            value={idleSeconds}
            onChange={setIdleSeconds}
            onChangeEnd={demoIdleSeconds =>
              void keep(async () => (await studio.changeSettings({ demoIdleSeconds })).demo)
            }
            thumbProps={{ 'aria-labelledby': 'demo-idle' }}
          />
        </div>
        <form
          onSubmit={event => {
            event.preventDefault();
            if (/^\d{4,8}$/.test(pin)) setDemoPin(pin);
          }}
        >
          <Text size="sm" fw={500}>
            {say('pin')}
          </Text>
          <Text size="sm" c="dimmed" mb="sm">
            {say('pinHint')} {say(demo.hasPin ? 'pinIsSet' : 'noPin')}
          </Text>
          <Group gap="sm" align="flex-end">
            <TextInput
              type="password"
              flex={1}
              aria-label={say('newPin')}
              placeholder={say('newPin')}
              inputMode="numeric"
              autoComplete="off"
              value={pin}
              onChange={event => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 8))}
            />
            <Button type="submit" variant="default" disabled={pin.length < 4}>
              {say('setPin')}
            </Button>
            {demo.hasPin && (
              <Button variant="subtle" color="gray" onClick={() => setDemoPin(null)}>
                {say('removePin')}
              </Button>
            )}
          </Group>
        </form>
        <Group justify="flex-end">
          <Button leftSection={<Icon name="presentation" />} onClick={() => open({ kind: 'demo' })}>
            {say('start')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
