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
  useReactFlow,
} from '@xyflow/react';
import { createContext, memo, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { EmotionMachine } from '../../../core/persona/emotion-machine.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles, isEmotion } from '../../ui/emotion-titles.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './emotion-drawing.module.css';
import { addTransition, moveState, newTransitionFrom, nextTransitionId } from './emotion-edits.ts';
import {
  anyState,
  causeWords,
  type DrawnState,
  type DrawnTransition,
  emotionGraph,
} from './emotion-graph.ts';
import { bowedLine } from './emotion-line.ts';
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
type CauseEdge = Edge<{ readonly transition: DrawnTransition; readonly label: string }, 'cause'>;

const nodeTypes = { state: StatePill };
const edgeTypes = { cause: CauseLine };
const width = 108;
const height = 32;
const fitOptions = { padding: { x: '14px', y: '20px' }, maxZoom: 1, minZoom: 0.4 } as const;

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
  const flow = useReactFlow<StateNode, CauseEdge>();
  const [dragged, setDragged] = useState<{
    readonly id: string;
    readonly x: number;
    readonly y: number;
  } | null>(null);
  const graph = useMemo(() => emotionGraph(machine), [machine]);
  const titleOf = useCallback(
    (emotion: string) => (isEmotion(emotion) ? localize(emotionTitles[emotion]) : say('any')),
    [localize, say],
  );
  const nodes = useMemo(
    () =>
      graph.states.map((state): StateNode => {
        const isDragged = dragged?.id === state.emotion;
        const title = titleOf(state.emotion);
        return {
          id: state.emotion,
          type: 'state',
          position: isDragged
            ? { x: dragged.x, y: dragged.y }
            : { x: state.x - width / 2, y: state.y - height / 2 },
          data: { state },
          width,
          height,
          draggable: !isReadOnly && state.emotion !== anyState,
          ariaLabel: state.isRest
            ? say('stateResting', { emotion: title })
            : say('state', { emotion: title }),
        };
      }),
    [graph, dragged, isReadOnly, titleOf, say],
  );
  const edges = useMemo(
    () =>
      graph.transitions.map(
        (transition): CauseEdge => ({
          id: transition.id,
          type: 'cause',
          source: transition.from,
          target: transition.to,
          data: { transition, label: causeWords(transition.when, say) },
          focusable: false,
        }),
      ),
    [graph, say],
  );

  const count = graph.states.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: more or fewer states are another picture.
  useEffect(() => {
    const frame = requestAnimationFrame(() => void flow.fitView(fitOptions));
    return () => cancelAnimationFrame(frame);
  }, [count, flow]);

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
    const x = node.position.x + width / 2;
    const y = node.position.y + height / 2;
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
    <div className={classes.drawing} data-testid="emotion-drawing">
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
        minZoom={0.4}
        maxZoom={1}
        fitView
        fitViewOptions={fitOptions}
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
  const flow = useReactFlow<StateNode, CauseEdge>();
  const { choice, choose } = use(ChoiceContext);
  const from = flow.getInternalNode(source);
  const to = flow.getInternalNode(target);
  if (from === undefined || to === undefined || data === undefined) return null;
  const middle = (node: typeof from) => ({
    x: node.internals.positionAbsolute.x + width / 2,
    y: node.internals.positionAbsolute.y + height / 2,
  });
  const line = bowedLine(middle(from), middle(to), data.transition.bow, { width, height });
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
          style={{ transform: `translate(-50%, -50%) translate(${line.labelX}px, ${line.labelY}px)` }}
          data-chosen={isChosen || undefined}
          aria-pressed={isChosen}
          aria-label={say('transition', { from: titleOf(source), to: titleOf(target), cause: data.label })}
          onClick={() => choose(isChosen ? null : { kind: 'transition', id })}
        >
          {data.label}
        </button>
      </EdgeLabelRenderer>
    </g>
  );
}
