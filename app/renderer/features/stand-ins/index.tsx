import { CloseButton, Portal, Tooltip } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { CameraSwitch } from './camera-switch.tsx';
import { ProblemCard } from './problem-card.tsx';
import classes from './stand-ins.module.css';
import { standInsTexts } from './stand-ins.texts.ts';
import { TalkButton } from './talk-button.tsx';
import { useProblems, useRunningKit, useScreen, useSpeakers, useStandInNodes } from './use-stand-ins.ts';

/** This computer in place of the device's microphone, camera, loudspeaker and screen; in the top bar. */
export default function StandIns() {
  const say = useTexts(standInsTexts);
  const nodes = useStandInNodes();
  const kitId = useRunningKit();
  const problems = useProblems();
  const sound = useSpeakers(kitId, nodes.speakers, problems.report);
  const screen = useScreen(kitId, nodes.screens);
  return (
    <fieldset className={classes.group} aria-label={say('group')}>
      {nodes.microphones.length > 0 && (
        <TalkButton kitId={kitId} nodes={nodes.microphones} problems={problems} />
      )}
      {nodes.cameras.length > 0 && <CameraSwitch kitId={kitId} nodes={nodes.cameras} problems={problems} />}
      {sound.isBlocked && (
        <Tooltip label={say('soundOnWhy')}>
          <button type="button" className={classes.button} onClick={sound.resume}>
            <Icon name="volume-off" />
            {say('soundOn')}
          </button>
        </Tooltip>
      )}
      {problems.problem !== null && (
        <ProblemCard problem={problems.problem} onClose={() => problems.report(null)} />
      )}
      {screen.picture !== null && (
        <Portal>
          <figure className={classes.screen}>
            <figcaption>
              {say('picture')}
              <CloseButton size="sm" aria-label={say('close')} onClick={screen.close} />
            </figcaption>
            <img src={screen.picture} alt={say('picture')} />
          </figure>
        </Portal>
      )}
    </fieldset>
  );
}
