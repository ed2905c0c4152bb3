import type { Catalogue } from '../catalogue/catalogue.ts';
import { formatYuan } from '../compiler/judge-team-budgets.ts';
import { placementNames } from '../compiler/quick-fixes.ts';
import type { Placement, PlacementGoal } from '../document/profile.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { ConstraintId, ObjectivePart, PlacementFigures } from './evaluate-placement.ts';
import { compareObjectives, decidingPart, evaluatePlacement, objective } from './evaluate-placement.ts';
import { offlineModelName } from './model-use.ts';
import type { Freedom, PlacementOption } from './placement-option.ts';
import type { PlacementProblem } from './placement-problem.ts';

/** Another way to run a node, and what that would mean with all else as proposed. */
export interface PlacementAlternative {
  readonly placement: Placement;
  readonly model: string;
  /** Change of the slowest first response, milliseconds. */
  readonly firstMs: number;
  /** Change of the price of an interaction. */
  readonly costYuan: number;
  /** What it would break that the proposal keeps. */
  readonly breaks: readonly ConstraintId[];
  readonly text: LocalizedText;
}

export interface PlacementExplanation {
  readonly node: string;
  readonly freedom: Freedom;
  readonly placement: Placement;
  readonly model: string;
  readonly isChanged: boolean;
  /** The figures of the node itself; null: not known. */
  readonly firstMs: number | null;
  readonly costYuan: number | null;
  readonly text: LocalizedText;
  readonly alternatives: readonly PlacementAlternative[];
}

/** What people call the constraints. */
export const constraintTitles: Readonly<Record<ConstraintId, LocalizedText>> = {
  ram: { en: 'the board’s memory', zh: '开发板内存' },
  flash: { en: 'the board’s flash', zh: '开发板闪存' },
  link: { en: 'the link', zh: '链路带宽' },
  'first-response': { en: 'the budget of time', zh: '时间预算' },
  'cost-per-interaction': { en: 'the budget per interaction', zh: '单次互动预算' },
  'cost-per-month': { en: 'the budget per month', zh: '月度预算' },
  rules: { en: 'rules of the markets or the provider', zh: '市场或服务商规则' },
};

/** What people call a model. */
export function modelTitle(catalogue: Catalogue, name: string): LocalizedText {
  if (name === offlineModelName) return { en: 'the offline model', zh: '离线模型' };
  const title = catalogue.models.get(name)?.title ?? name;
  return { en: title, zh: title };
}

/** Says of each node why it is where it is, and what other places would cost. In the order of the problem. */
export function explainPlacement(
  problem: PlacementProblem,
  goal: PlacementGoal,
  choice: readonly number[],
  catalogue: Catalogue,
): PlacementExplanation[] {
  const after = evaluatePlacement(problem, choice);
  const worth = objective(goal, after);
  return problem.variables.flatMap(({ node, freedom, options }, index): PlacementExplanation[] => {
    const chosen = options[choice[index] ?? 0];
    if (chosen === undefined) return [];
    const others = options.flatMap((option, at) => {
      if (option === chosen) return [];
      const next = [...choice];
      next[index] = at;
      const figures = evaluatePlacement(problem, next);
      return [{ option, figures, worth: objective(goal, figures) }];
    });
    others.sort((left, right) => compareObjectives(left.worth, right.worth));
    // One for each place, the best there; of the chosen place the best other model.
    const shown = others.filter(
      ({ option }, at) => others.findIndex(other => other.option.placement === option.placement) === at,
    );
    const alternatives = shown.map(({ option, figures }): PlacementAlternative => {
      const breaks = [...figures.broken.keys()].filter(id => !after.broken.has(id));
      const deltas = {
        firstMs: figures.firstMs - after.firstMs,
        costYuan: figures.costYuan - after.costYuan,
      };
      return {
        placement: option.placement,
        model: option.model,
        ...deltas,
        breaks,
        text: alternativeText(catalogue, option, chosen, figures, after, breaks),
      };
    });
    // What would be better if a limit did not forbid it says more than what would be worse anyway.
    const best = others.find(other => isForbidden(other, worth)) ?? others[0];
    const part = best === undefined ? undefined : decidingPart(goal, worth, best.worth);
    return [
      {
        node,
        freedom,
        placement: chosen.placement,
        model: chosen.model,
        isChanged: !chosen.isCurrent,
        firstMs: chosen.firstMs,
        costYuan: chosen.costYuan,
        text: reasonText(catalogue, freedom, chosen, best, part, after),
        alternatives,
      },
    ];
  });
}

/** Whether a placement is worse only because it breaks a limit, which comes first in every goal. */
function isForbidden(other: { readonly worth: readonly number[] }, worth: readonly number[]): boolean {
  return (
    (other.worth[0] ?? 0) > (worth[0] ?? 0) && compareObjectives(other.worth.slice(1), worth.slice(1)) < 0
  );
}

function whereWords(catalogue: Catalogue, option: PlacementOption): LocalizedText {
  const place = placementNames[option.placement];
  if (option.model === '') return place;
  const model = modelTitle(catalogue, option.model);
  return { en: `${place.en} with ${model.en}`, zh: `${place.zh}，使用${model.zh}` };
}

function reasonText(
  catalogue: Catalogue,
  freedom: Freedom,
  chosen: PlacementOption,
  best: { readonly option: PlacementOption; readonly figures: PlacementFigures } | undefined,
  part: ObjectivePart | undefined,
  after: PlacementFigures,
): LocalizedText {
  const here = whereWords(catalogue, chosen);
  if (freedom === 'by-hand') {
    return { en: `Stays ${here.en}: you put it there.`, zh: `保持在${here.zh}：由你指定。` };
  }
  if (best === undefined) {
    return { en: `Runs ${here.en}; there is no other place for it.`, zh: `在${here.zh}运行，没有其他选择。` };
  }
  const there = whereWords(catalogue, best.option);
  const because = becauseWords(part, best.figures, after, there);
  return {
    en: `${chosen.isCurrent ? 'Stays' : 'Moves:'} ${here.en}. ${because.en}`,
    zh: `${chosen.isCurrent ? '保持在' : '移到'}${here.zh}。${because.zh}`,
  };
}

/** Why the chosen one is better than the best of the others. */
function becauseWords(
  part: ObjectivePart | undefined,
  other: PlacementFigures,
  after: PlacementFigures,
  there: LocalizedText,
): LocalizedText {
  switch (part) {
    case 'violation': {
      const broken = [...other.broken]
        .filter(([id, excess]) => excess > (after.broken.get(id) ?? 0))
        .map(([id]) => constraintTitles[id]);
      const names = listWords(broken);
      return {
        en: `Running it ${there.en} would go past ${names.en}.`,
        zh: `改到${there.zh}会超出${names.zh}。`,
      };
    }
    case 'downgrades':
      return {
        en: 'Elsewhere only the offline model would answer.',
        zh: '在其他位置只能由离线模型回答。',
      };
    case 'firstMs': {
      const sooner = formatMs(other.firstMs - after.firstMs);
      return {
        en: `The first response comes ${sooner} sooner than ${there.en}.`,
        zh: `首次响应比在${there.zh}快 ${sooner}。`,
      };
    }
    case 'costYuan': {
      const less = formatYuan(other.costYuan - after.costYuan);
      return {
        en: `An interaction costs ${less} less than ${there.en}.`,
        zh: `每次互动比在${there.zh}便宜 ${less}。`,
      };
    }
    case 'unknownMs':
      return {
        en: `Nobody knows yet how long it takes ${there.en}.`,
        zh: `在${there.zh}的耗时尚未知。`,
      };
    case 'unknownCost':
      return { en: `What it costs ${there.en} is not known.`, zh: `在${there.zh}的费用未知。` };
    case 'exposure':
      return {
        en: `Less personal data travels than ${there.en}.`,
        zh: `与在${there.zh}相比，外传的个人数据更少。`,
      };
    case 'offlineLoss':
      return {
        en: 'It goes on when the network is gone.',
        zh: '没有网络时仍可工作。',
      };
    case 'cloudNodes':
      return { en: 'It saves a way to the cloud.', zh: '省去一次云端往返。' };
    case 'hubNodes':
      return { en: 'It works on the device alone.', zh: '仅靠设备即可工作。' };
    case 'linkBytesPerSecond':
      return {
        en: `Less crosses the link than ${there.en}.`,
        zh: `与在${there.zh}相比，经过链路的数据更少。`,
      };
    case 'changes':
    case undefined:
      return {
        en: `Running it ${there.en} would be no better.`,
        zh: `改到${there.zh}并不会更好。`,
      };
  }
}

function alternativeText(
  catalogue: Catalogue,
  option: PlacementOption,
  chosen: PlacementOption,
  figures: PlacementFigures,
  after: PlacementFigures,
  breaks: readonly ConstraintId[],
): LocalizedText {
  const there = whereWords(catalogue, option);
  const parts: LocalizedText[] = [];
  if (breaks.length > 0) {
    const names = listWords(breaks.map(id => constraintTitles[id]));
    parts.push({ en: `goes past ${names.en}`, zh: `超出${names.zh}` });
  }
  const ms = figures.firstMs - after.firstMs;
  if (Math.abs(ms) >= 0.5) {
    const words = formatMs(Math.abs(ms));
    parts.push(
      ms > 0 ? { en: `${words} later`, zh: `慢 ${words}` } : { en: `${words} sooner`, zh: `快 ${words}` },
    );
  }
  if (option.firstMs === null && chosen.firstMs !== null) {
    parts.push({ en: 'time not known', zh: '耗时未知' });
  }
  const yuan = figures.costYuan - after.costYuan;
  if (Math.abs(yuan) > 1e-9) {
    const words = formatYuan(Math.abs(yuan));
    parts.push(
      yuan > 0 ? { en: `${words} more`, zh: `贵 ${words}` } : { en: `${words} less`, zh: `省 ${words}` },
    );
  }
  if (option.costYuan === null && chosen.costYuan !== null) {
    parts.push({ en: 'price not known', zh: '价格未知' });
  }
  if (figures.exposure > after.exposure) parts.push({ en: 'data travels further', zh: '数据传得更远' });
  if (figures.offlineLoss > after.offlineLoss) parts.push({ en: 'needs the network', zh: '依赖网络' });
  if (option.isDowngrade && !chosen.isDowngrade) {
    parts.push({ en: 'answers from examples only', zh: '只能按示例回答' });
  }
  if (parts.length === 0) parts.push({ en: 'no difference in figures', zh: '数值无差别' });
  return {
    en: `${capital(there.en)}: ${parts.map(text => text.en).join(', ')}.`,
    zh: `${there.zh}：${parts.map(text => text.zh).join('，')}。`,
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function listWords(texts: readonly LocalizedText[]): LocalizedText {
  return { en: texts.map(text => text.en).join(' and '), zh: texts.map(text => text.zh).join('和') };
}

function formatMs(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
