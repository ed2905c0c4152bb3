import { Modal } from '@mantine/core';
import { commandGroups } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { ShortcutKeys } from '../../ui/shortcut-keys.tsx';
import classes from './help.module.css';
import { helpTexts } from './help.texts.ts';

/** Every shortcut, from the command table; how to wire with the keyboard and with the pointer. */
export default function ShortcutsSheet() {
  const say = useTexts(helpTexts);
  const localize = useLocalize();
  return (
    <Modal opened onClose={useViewStore.getState().closeOverlay} title={say('shortcuts')} size={860}>
      <div className={classes.columns}>
        {commandGroups.map(group => {
          const members = commands.filter(
            command =>
              command.group === group &&
              command.shortcuts !== undefined &&
              command.hiddenIn?.includes('sheet') !== true,
          );
          if (members.length === 0) return null;
          return (
            <section key={group} className={classes.group}>
              <h3>{say(group)}</h3>
              <dl>
                {members.map(command => (
                  <div key={command.id} className={classes.shortcut}>
                    <dt>{localize(command.title)}</dt>
                    <dd>
                      {command.shortcuts?.map(shortcut => (
                        <ShortcutKeys key={shortcut} shortcut={shortcut} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <section className={classes.group}>
          <h3>{say('wiring')}</h3>
          <p>{say('wiringSteps')}</p>
          <h3>{say('pointer')}</h3>
          <p>{say('pointerSteps')}</p>
        </section>
      </div>
    </Modal>
  );
}
