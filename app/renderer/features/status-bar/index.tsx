import { Menu, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useSession, useTargetKit } from '../../stores/kit-store.ts';
import { useModelsStore } from '../../stores/models-store.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { sessionTexts, sessionTone } from '../../ui/session-words.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import { BudgetMeter } from './budget-meter.tsx';
import { Markets, Money } from './deployment-cells.tsx';
import classes from './status-bar.module.css';
import { statusBarTexts } from './status-bar.texts.ts';

/** The foot is the truth: the kit's state and the budgets of what is on the canvas. */
export function StatusBar() {
  const say = useTexts(statusBarTexts);
  const report = useDiagnosticsStore(state => state.report);
  return (
    <div className={classes.bar}>
      <KitState />
      {report !== null && (
        <>
          <BudgetMeter name={say('flash')} budget={report.flash} />
          <BudgetMeter name={say('ram')} budget={report.ram} />
          <BudgetMeter name={say('link')} budget={report.link} />
          {report.latency.used > 0 && <BudgetMeter name={say('latency')} budget={report.latency} />}
          <Money />
        </>
      )}
      <Traffic />
      <span className={classes.grow} />
      <CutCloud />
      <Markets />
      <ThemeButton />
      <LanguageButton />
    </div>
  );
}

function KitState() {
  const say = useTexts(statusBarTexts);
  const sayState = useTexts(sessionTexts);
  const kit = useTargetKit(useDocumentStore(state => state.projectId));
  const session = useSession(kit?.kitId);
  const startedAt = session?.state === 'running' ? session.program?.startedAt : undefined;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (startedAt === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, [startedAt]);
  if (kit === undefined) {
    return (
      <span className={classes.item}>
        <StateDot tone="quiet" />
        {say('noKit')}
      </span>
    );
  }
  const elapsedMs = startedAt === undefined ? Number.NaN : now - Date.parse(startedAt);
  const state = Number.isFinite(elapsedMs)
    ? say('running', { time: formatDuration(Math.max(1000, Math.round(elapsedMs / 1000) * 1000)) })
    : sayState(session?.state ?? 'absent');
  return (
    <span className={classes.item} role="status" data-testid="kit-state">
      <StateDot tone={sessionTone(session?.state)} />
      {kit.title} · {state}
    </span>
  );
}

function Traffic() {
  const say = useTexts(statusBarTexts);
  const kit = useTargetKit(useDocumentStore(state => state.projectId));
  const session = useSession(kit?.kitId);
  if (session?.state !== 'running') return null;
  return (
    <>
      <span className={classes.item}>
        {say('traffic', { rate: formatBytes(session.linkBytesPerSecond) })}
      </span>
      {session.drops > 0 && (
        <Tooltip label={say('dropsHelp')} w={260}>
          <span className={classes.item} data-tone="near">
            <Icon name="alert-triangle" size={12} />
            <code>{say('drops', { count: session.drops })}</code>
          </span>
        </Tooltip>
      )}
    </>
  );
}

/** Says that the cloud is cut, for as long as it is; opens the switch. */
function CutCloud() {
  const say = useTexts(statusBarTexts);
  const isCloudOn = useModelsStore(state => state.models.isCloudOn);
  return (
    <span role="status" data-testid="cloud-state">
      {!isCloudOn && (
        <Tooltip label={say('cloudCutHelp')} w={260}>
          <button
            type="button"
            className={classes.button}
            data-tone="near"
            onClick={() => useViewStore.getState().open({ kind: 'models' })}
          >
            <Icon name="cloud-off" size={13} />
            {say('cloudCut')}
          </button>
        </Tooltip>
      )}
    </span>
  );
}

function ThemeButton() {
  const say = useTexts(statusBarTexts);
  const theme = useSettingsStore(state => state.theme);
  const label = say('theme', { name: say(theme) });
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button type="button" className={classes.button} aria-label={label}>
          <Icon name={({ light: 'sun', dark: 'moon', system: 'device-desktop' } as const)[theme]} size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['light', 'dark', 'system'] as const).map(choice => (
          <Menu.Item
            key={choice}
            leftSection={
              <Icon name={({ light: 'sun', dark: 'moon', system: 'device-desktop' } as const)[choice]} />
            }
            onClick={() => runCommand(`view.useTheme${choice[0]?.toUpperCase()}${choice.slice(1)}`)}
          >
            {say(choice)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function LanguageButton() {
  const say = useTexts(statusBarTexts);
  const language = useSettingsStore(state => state.language);
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button
          type="button"
          className={classes.button}
          aria-label={`${say('language')}: ${language === 'zh' ? '中文' : 'English'}`}
        >
          <Icon name="language" size={14} />
          {language === 'zh' ? '中文' : 'English'}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['en', 'zh'] as const).map(choice => (
          <Menu.Item
            key={choice}
            lang={choice === 'zh' ? 'zh-Hans' : 'en'}
            rightSection={choice === language && <Icon name="check" size={14} />}
            onClick={() => choice !== language && runCommand('view.switchLanguage')}
          >
            {choice === 'zh' ? '中文' : 'English'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
