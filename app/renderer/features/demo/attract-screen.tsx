import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { perimeterDashes } from '../kit-panel/perimeter.ts';
import classes from './demo.module.css';
import { demoTexts } from './demo.texts.ts';

const ring = perimeterDashes({ centerX: 160, centerY: 166, width: 216, height: 216, radius: 108 }, 16, 0.34);

/** The invitation: needs no board and no host, so it can be shown whatever happens behind it. */
export function AttractScreen({
  isWaking,
  onBegin,
}: {
  readonly isWaking: boolean;
  readonly onBegin: () => void;
}) {
  const say = useTexts(demoTexts);
  return (
    <main className={classes.attract}>
      <svg className={classes.figure} viewBox="0 0 320 420" aria-hidden="true">
        <rect className={classes.figureCase} x="10" y="10" width="300" height="400" rx="104" />
        <circle className={classes.figureGlass} cx="160" cy="166" r="88" />
        {ring.map((path, index) => (
          <path
            key={path}
            className={classes.figureLight}
            d={path}
            style={{ animationDelay: `${(index * 3.2) / ring.length}s` }}
          />
        ))}
        <g className={classes.figureFace}>
          <path className={classes.figureEye} d="M112 156c8-13 21-13 29 0" />
          <path className={classes.figureEye} d="M179 156c8-13 21-13 29 0" />
          <path d="M132 192c16 16 40 16 56 0" />
        </g>
        <circle className={classes.figureButton} cx="160" cy="336" r="30" />
      </svg>
      <div className={classes.attractWords}>
        <h1>{say('attractTitle')}</h1>
        <p>{say('attractText')}</p>
        <button type="button" className={classes.action} disabled={isWaking} onClick={onBegin}>
          <Icon name={isWaking ? 'loader' : 'hand-finger'} size={26} />
          {say(isWaking ? 'waking' : 'begin')}
        </button>
      </div>
    </main>
  );
}
