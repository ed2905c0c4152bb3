import { useElementSize } from '@mantine/hooks';
import {
  BaseEdge,
  type Connection,
  ConnectionMode,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeChange,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
} from '@xyflow/react';
import { createContext, memo, use, useCallback, useMemo, useState } from 'react';
import type { EmotionMachine } from '../../../core/persona/emotion-machine.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles, isEmotion } from '../../ui/emotion-titles.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './emotion-drawing.module.css';
import { addTransition, moveState, newTransitionFrom, nextTransitionId } from './emotion-edits.ts';
import { anyState, causeWords, type DrawnState, emotionGraph, fitGraph } from './emotion-graph.ts';
import { type BowedLine, bowedLine, labelWidth, placeLabels } from './emotion-line.ts';
import { feelingTexts } from './feeling.texts.ts';
import { useEditPersona } from './use-persona.ts';

/** What is chosen in the drawing and in the list beside it. */
export type FeelingChoice =
  | { readonly kind: 'state'; readonly emotion: string }
  | { readonly kind: 'transition'; readonly id: string }
  | null;

interface ChoiceContextValue {
  readonly choice: FeelingChoice;
  readonly choose: (choice: FeelingChoice) => void;
}
const ChoiceContext = createContext<ChoiceContextValue>({ choice: null, choose: () => undefined });

type StateNode = Node<{ readonly state: DrawnState }, 'state'>;
interface DrawnCause extends Record<string, unknown> {
  readonly line: BowedLine;
  readonly label: string;
  readonly labelX: number;
  readonly labelY: number;
}
type CauseEdge = Edge<DrawnCause, 'cause'>;

const nodeTypes = { state: StatePill };
const edgeTypes = { cause: CauseLine };
const width = 100;
const height = 32;
const pillSize = { width, height };
/** Before the card has been measured. */
const usualWidth = 440;

interface EmotionDrawingProps extends ChoiceContextValue {
  readonly machine: EmotionMachine;
  readonly name: string;
  readonly isReadOnly: boolean;
}

/** The emotion machine as a picture that is edited: drag a state, drag from a dot to another to connect them. */
export const EmotionDrawing = memo(function EmotionDrawing(props: EmotionDrawingProps) {
  const { choice, choose } = props;
  const context = useMemo(() => ({ choice, choose }), [choice, choose]);
  return (
    <ChoiceContext value={context}>
      <ReactFlowProvider>
        <Picture {...props} />
      </ReactFlowProvider>
    </ChoiceContext>
  );
});

function Picture({ machine, name, isReadOnly, choose }: EmotionDrawingProps) {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const edit = useEditPersona();
  const { ref, width: measured } = useElementSize();
  const [dragged, setDragged] = useState<{
    readonly id: string;
    readonly x: number;
    readonly y: number;
  } | null>(null);
  const graph = useMemo(() => emotionGraph(machine), [machine]);
  const fit = useMemo(
    () => fitGraph(graph.states, measured === 0 ? usualWidth : measured, pillSize),
    [graph, measured],
  );
  const viewport = useMemo(() => ({ x: 0, y: 0, zoom: fit.zoom }), [fit]);
  const titleOf = useCallback(
    (emotion: string) => (isEmotion(emotion) ? localize(emotionTitles[emotion]) : say('any')),
    [localize, say],
  );
  const nodes = useMemo(
    () =>
      graph.states.map((state): StateNode => {
        const isDragged = dragged?.id === state.emotion;
        const title = titleOf(state.emotion);
        const place = fit.toDrawing(state);
        return {
          id: state.emotion,
          type: 'state',
          position: isDragged
            ? { x: dragged.x, y: dragged.y }
            : { x: place.x - width / 2, y: place.y - height / 2 },
          data: { state },
          width,
          height,
          draggable: !isReadOnly && state.emotion !== anyState,
          ariaLabel: state.isRest
            ? say('stateResting', { emotion: title })
            : say('state', { emotion: title }),
        };
      }),
    [graph, fit, dragged, isReadOnly, titleOf, say],
  );
  const edges = useMemo(() => {
    const middles = new Map(
      nodes.map(({ id, position }) => [id, { x: position.x + width / 2, y: position.y + height / 2 }]),
    );
    const drawn = graph.transitions.flatMap(transition => {
      const from = middles.get(transition.from);
      const to = middles.get(transition.to);
      if (from === undefined || to === undefined) return [];
      const words = causeWords(transition.when, say);
      const line = bowedLine(from, to, transition.bow, { width, height });
      return [{ transition, words, line, label: { width: labelWidth(words), height: 16 } }];
    });
    const boxes = [...middles.values()].map(middle => ({ ...middle, width, height }));
    const places = placeLabels(
      drawn.map(({ line, label }) => ({ ...line, label })),
      boxes,
      { width: (measured === 0 ? usualWidth : measured) / fit.zoom, height: fit.height / fit.zoom },
    );
    return drawn.map(
      ({ transition, words, line }, index): CauseEdge => ({
        id: transition.id,
        type: 'cause',
        source: transition.from,
        target: transition.to,
        data: { line, label: words, labelX: places[index]?.x ?? 0, labelY: places[index]?.y ?? 0 },
        focusable: false,
      }),
    );
  }, [graph, nodes, fit, measured, say]);

  const onNodesChange = useCallback((changes: NodeChange<StateNode>[]) => {
    for (const change of changes) {
      if (change.type !== 'position' || change.position === undefined || change.dragging !== true) continue;
      setDragged({ id: change.id, ...change.position });
    }
  }, []);
  const onNodeDragStop = (_event: unknown, node: StateNode) => {
    setDragged(null);
    const { emotion } = node.data.state;
    if (emotion === anyState) return;
    const { x, y } = fit.toDocument({ x: node.position.x + width / 2, y: node.position.y + height / 2 });
    edit(feelingTexts.localized('moveState'), moveState(emotion, x, y));
  };
  const onConnect = ({ source, target }: Connection) => {
    if (!isEmotion(target) || source === target) return;
    const id = nextTransitionId(machine.transitions);
    const from = isEmotion(source) ? source : undefined;
    if (
      edit(feelingTexts.localized('addTransitionTitle'), addTransition(id, newTransitionFrom(from, target)))
    ) {
      choose({ kind: 'transition', id });
    }
  };

  return (
    <div ref={ref} className={classes.drawing} style={{ height: fit.height }} data-testid="emotion-drawing">
      <ReactFlow<StateNode, CauseEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={onNodeDragStop}
        onNodeClick={(_event, node) => choose({ kind: 'state', emotion: node.id })}
        onPaneClick={() => choose(null)}
        onConnect={onConnect}
        isValidConnection={({ source, target }) => source !== target && target !== anyState}
        connectionMode={ConnectionMode.Loose}
        connectionRadius={36}
        nodesConnectable={!isReadOnly}
        nodesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        zoomOnScroll={false}
        zoomOnPinch={false}
        zoomOnDoubleClick={false}
        panOnScroll={false}
        preventScrolling={false}
        disableKeyboardA11y
        panOnDrag={false}
        minZoom={0.3}
        maxZoom={1}
        viewport={viewport}
        aria-label={say('drawing', { name })}
      />
    </div>
  );
}

const sides = [Position.Left, Position.Right, Position.Top, Position.Bottom];

function StatePill({ data, isConnectable }: NodeProps<StateNode>) {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const { state } = data;
  const { choice, choose } = use(ChoiceContext);
  const rests = useTrialStore(({ emotions }) => emotions.first);
  const isNow = rests === null ? state.isRest : rests === state.emotion;
  const isChosen = choice?.kind === 'state' && choice.emotion === state.emotion;
  const { emotion } = state;
  const isAny = emotion === anyState;
  const title = isAny ? say('any') : localize(emotionTitles[emotion]);
  return (
    <div
      className={classes.pill}
      data-now={isNow || undefined}
      data-chosen={isChosen || undefined}
      data-any={isAny || undefined}
    >
      {sides.map(side => (
        <Handle
          key={side}
          id={side}
          type="source"
          position={side}
          className={classes.dot ?? ''}
          isConnectable={isConnectable}
        />
      ))}
      <button
        type="button"
        className={classes.pillButton}
        aria-pressed={isChosen}
        aria-label={state.isRest ? say('stateResting', { emotion: title }) : say('state', { emotion: title })}
        disabled={isAny}
        onClick={event => {
          event.stopPropagation();
          choose(isChosen ? null : { kind: 'state', emotion });
        }}
      >
        {isAny ? <Icon name="circle-dashed" size={14} /> : <EmotionFace emotion={emotion} width={20} />}
        <span>{title}</span>
        {state.isRest && <Icon name="home" size={11} />}
      </button>
    </div>
  );
}

function CauseLine({ id, source, target, data }: EdgeProps<CauseEdge>) {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const { choice, choose } = use(ChoiceContext);
  if (data === undefined) return null;
  const { line, label, labelX, labelY } = data;
  const isChosen = choice?.kind === 'transition' && choice.id === id;
  const titleOf = (emotion: string) => (isEmotion(emotion) ? localize(emotionTitles[emotion]) : say('any'));
  return (
    <g className={classes.line} data-chosen={isChosen || undefined}>
      <BaseEdge path={line.path} interactionWidth={14} className={classes.stroke ?? ''} />
      <path d={line.head} className={classes.head} />
      <EdgeLabelRenderer>
        <button
          type="button"
          className={`${classes.cause} nodrag nopan`}
          style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          data-chosen={isChosen || undefined}
          aria-pressed={isChosen}
          aria-label={say('transition', { from: titleOf(source), to: titleOf(target), cause: label })}
          onClick={() => choose(isChosen ? null : { kind: 'transition', id })}
        >
          {label}
        </button>
      </EdgeLabelRenderer>
    </g>
  );
}
