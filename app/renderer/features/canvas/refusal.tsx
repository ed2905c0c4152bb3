import { Button, Group } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';
import type { ConnectVerdict } from '../../../core/ports/can-connect.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { canvasTexts } from './canvas.texts.ts';
import { addBridge } from './canvas-actions.ts';
import type { WireStart } from './wiring-store.ts';

const notificationId = 'wire-refused';

/** Says why a wire was not drawn, and offers the node that could stand between. */
export function showRefusal(
  verdict: Extract<ConnectVerdict, { readonly ok: false }>,
  start: WireStart,
  end: WireStart,
): void {
  const { language } = useSettingsStore.getState();
  const say = canvasTexts.say(language);
  const { suggestion } = verdict;
  announce(`${say('refused')}. ${verdict.reason[language]}`);
  hideNotification(notificationId);
  showNotification({
    id: notificationId,
    color: 'red',
    icon: <Icon name="unlink" />,
    title: say('refused'),
    autoClose: 9000,
    message: (
      <>
        {verdict.reason[language]}
        {suggestion !== null && (
          <Group mt="sm">
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                addBridge(suggestion.type, start, end);
                hideNotification(notificationId);
              }}
            >
              {say('addBridge', { node: suggestion.title[language] })}
            </Button>
          </Group>
        )}
      </>
    ),
  });
}
