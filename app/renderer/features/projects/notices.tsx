import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { documentSync } from '../../stores/document-sync.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icons.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './notices.module.css';
import { noticesTexts } from './notices.texts.ts';

/** What the person should know of the file under the canvas, with what to do about it. At most one, the gravest. */
export function ProjectNotices() {
  const say = useTexts(noticesTexts);
  const language = useLanguage();
  const studio = useStudio();
  const { projectId, readOnly, recovery, saveState, hasChangedOutside } = useDocumentStore();
  if (projectId === null) return null;
  const attempt = (action: () => Promise<unknown>) => () => void action().catch(reportFailure);

  if (recovery !== null) {
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    return (
      <Notice
        icon="history"
        tone="warn"
        title={say('recoveryTitle')}
        text={say('recoveryText', {
          changes: recovery.changes,
          time: time.format(new Date(recovery.savedAt)),
        })}
      >
        <Button
          size="compact-sm"
          onClick={attempt(async () =>
            documentSync().follow(await studio.project.takeRecovery({ projectId })),
          )}
        >
          {say('recoveryTake')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={attempt(async () => {
            await studio.project.discardRecovery({ projectId });
            useDocumentStore.getState().forgetRecovery();
          })}
        >
          {say('recoveryDiscard')}
        </Button>
      </Notice>
    );
  }
  const reload = attempt(async () => documentSync().follow(await studio.project.reload({ projectId })));
  if (hasChangedOutside) {
    return (
      <Notice icon="file" tone="warn" title={say('outsideTitle')} text={say('outsideText')}>
        <Button size="compact-sm" variant="default" onClick={reload}>
          {say('reload')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={attempt(async () => {
            await documentSync().settle();
            await studio.project.overwrite({ projectId });
            useDocumentStore.getState().noticeOutsideChange(false);
          })}
        >
          {say('overwrite')}
        </Button>
      </Notice>
    );
  }
  if (saveState.kind === 'conflict') {
    return (
      <Notice icon="alert-triangle" tone="bad" title={say('conflictTitle')} text={say('conflictText')}>
        <Button
          size="compact-sm"
          onClick={attempt(async () =>
            documentSync().follow(await studio.project.open({ path: useDocumentStore.getState().path })),
          )}
        >
          {say('reloadNewest')}
        </Button>
      </Notice>
    );
  }
  if (saveState.kind === 'failed') {
    const { title, explanation, nextStep } = describeError(saveState.error, language);
    return (
      <Notice icon="alert-circle" tone="bad" title={title} text={`${explanation} ${nextStep}`}>
        <Button size="compact-sm" variant="default" onClick={attempt(() => documentSync().save())}>
          {say('retry')}
        </Button>
      </Notice>
    );
  }
  if (readOnly !== null) {
    return (
      <Notice icon="lock" tone="warn" title={say(readOnly)} text="">
        {readOnly !== 'damaged' && (
          <Button size="compact-sm" variant="default" onClick={() => runCommand('project.saveAs')}>
            {say('saveCopy')}
          </Button>
        )}
      </Notice>
    );
  }
  return null;
}

interface NoticeProps {
  readonly icon: IconName;
  readonly tone: 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Notice({ icon, tone, title, text, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role="alert">
      <Icon name={icon} />
      <div className={classes.words}>
        <strong>{title}</strong> {text}
      </div>
      <div className={classes.actions}>{children}</div>
    </div>
  );
}
