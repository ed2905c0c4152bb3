import { Button } from '@mantine/core';
import type { ProfileWire } from '../../../core/document/profile.ts';
import { judgeCoercion } from '../../../core/ports/coercion.ts';
import { describePortType } from '../../../core/ports/port-names.ts';
import { runCommand } from '../../commands/commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { graphViewOf } from '../../stores/graph-view.ts';
import { nameOfNode, nameOfPort } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatBytes, formatNumber } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { portHue } from '../../ui/port-hue.ts';
import { reveal } from '../canvas/canvas-api.ts';
import { Findings } from './findings.tsx';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';

/** What a wire carries, how it changes it, and what it costs. */
export function WireInspector({ id, wire }: { readonly id: string; readonly wire: ProfileWire }) {
  const say = useTexts(inspectorTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const profile = useDocumentStore(state => state.profile);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const channel = useDiagnosticsStore(state => state.channels.get(id));
  const diagnostics = useDiagnosticsStore(state => state.diagnostics).filter(
    ({ where }) => where.kind === 'wire' && where.wire === id,
  );
  const { types } = graphViewOf(profile, catalogue);
  const fromType = types.output(wire.from.node, wire.from.port);
  const toType = types.input(wire.to.node, wire.to.port);
  const verdict = fromType === undefined || toType === undefined ? null : judgeCoercion(fromType, toType);
  return (
    <div className={classes.inspector} style={{ '--hue': portHue(fromType?.kind) }}>
      <div className={classes.title}>
        <span className={classes.dot} />
        <h2 className={classes.heading}>{say('wire')}</h2>
      </div>
      <Findings diagnostics={diagnostics} />
      <dl className={classes.facts}>
        <dt>{say('from')}</dt>
        <dd>
          <EndLink node={wire.from.node}>
            {nameOfNode(wire.from.node, language)} ·{' '}
            {nameOfPort(wire.from.node, 'output', wire.from.port, language)}
          </EndLink>
        </dd>
        <dt>{say('to')}</dt>
        <dd>
          <EndLink node={wire.to.node}>
            {nameOfNode(wire.to.node, language)} · {nameOfPort(wire.to.node, 'input', wire.to.port, language)}
          </EndLink>
        </dd>
        {fromType !== undefined && (
          <>
            <dt>{say('carries')}</dt>
            <dd>{localize(describePortType(fromType))}</dd>
          </>
        )}
        <dt>{say('onTheWay')}</dt>
        <dd>
          {verdict === null
            ? say('ghost')
            : verdict.kind === 'same'
              ? say('unchanged')
              : localize(verdict.kind === 'coerce' ? verdict.explanation : verdict.reason)}
        </dd>
        {channel !== undefined && (
          <>
            <dt>{say('channel')}</dt>
            <dd>
              {say(channel.direction === 'up' ? 'channelUp' : 'channelDown', {
                rate: formatNumber(channel.rateHz),
                bytes: formatBytes(channel.bytesPerSecond),
              })}
            </dd>
            <dt>{say('queue')}</dt>
            <dd>{say('queueValue', { count: channel.queueLength })}</dd>
          </>
        )}
      </dl>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<Icon name="trash" />}
          disabled={isReadOnly}
          onClick={() => runCommand('canvas.deleteSelection')}
        >
          {say('deleteWire')}
        </Button>
      </div>
    </div>
  );
}

function EndLink({ node, children }: { readonly node: string; readonly children: React.ReactNode }) {
  return (
    <button type="button" className={classes.linkButton} onClick={() => reveal({ nodes: [node] })}>
      {children}
    </button>
  );
}
