import { useTexts } from '../../i18n/texts.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatDuration } from '../../ui/format-port-value.ts';
import classes from './placement.module.css';
import { placementTexts } from './placement.texts.ts';

const shownPaths = 8;

/** The time from a sensor to an actuator, path by path, as things stand; and what each figure rests on. */
export function PathsSection() {
  const say = useTexts(placementTexts);
  const language = useLanguage();
  const paths = useDiagnosticsStore(state => state.report?.paths ?? null);
  return (
    <section>
      <h3 className={classes.heading}>{say('paths')}</h3>
      {paths === null || paths.length === 0 ? (
        <p className={classes.note}>{say('noPaths')}</p>
      ) : (
        <ul className={classes.list}>
          {paths.slice(0, shownPaths).map(path => (
            <li key={path.nodes.join(' ')}>
              <span className={classes.route}>
                {path.nodes.map(node => nameOfNode(node, language)).join(' → ')}
              </span>
              <span className={classes.times}>
                <code>{formatDuration(path.latencyMs)}</code> {say('first')} ·{' '}
                <code>{formatDuration(path.totalMs)}</code> {say('total')}
              </span>
              <span className={classes.basis} data-basis={path.basis}>
                {say(path.basis)}
              </span>
              {path.unknown.length > 0 && (
                <em>
                  {say('unknownOnPath', {
                    nodes: path.unknown.map(node => nameOfNode(node, language)).join(', '),
                  })}
                </em>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
