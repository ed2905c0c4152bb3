import { addNoteAt } from '../features/canvas/canvas-actions.ts';
import { canvas, fitAll, moveMs } from '../features/canvas/canvas-api.ts';
import { useCatalogueStore } from '../stores/catalogue-store.ts';
import { moveElements, removeAndHeal, takeFragment } from '../stores/document-edits.ts';
import { useDocumentStore } from '../stores/document-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { insertAndSelect, labels, pasteText, removeSelection, selectionAsText } from './clipboard.ts';
import { type Command, canEdit, canEditSelection, hasProject, hasSelection } from './command.ts';

const hasNodes = (state: Parameters<Command['isEnabled']>[0]) =>
  Object.keys(state.document.profile.nodes).length > 0;

/** Selects what is reached from the selection along wires. */
function selectReached(direction: 'up' | 'down' | 'both'): void {
  const { selection, select } = useViewStore.getState();
  const wires = Object.values(useDocumentStore.getState().profile.wires);
  const reached = new Set(selection.nodes);
  const waiting = [...reached];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { from, to } of wires) {
      const next = [
        ...(direction !== 'up' && from.node === id ? [to.node] : []),
        ...(direction !== 'down' && to.node === id ? [from.node] : []),
      ];
      for (const node of next) {
        if (reached.has(node)) continue;
        reached.add(node);
        waiting.push(node);
      }
    }
  }
  select({ nodes: reached });
}

function nudge(x: number, y: number): void {
  const { selection } = useViewStore.getState();
  const { profile, applyPatches } = useDocumentStore.getState();
  const positions = new Map(
    [...selection.nodes, ...selection.notes].flatMap(id => {
      const place = (profile.nodes[id] ?? profile.notes?.[id])?.position;
      return place === undefined ? [] : [[id, { x: place.x + x, y: place.y + y }] as const];
    }),
  );
  const patches = moveElements(profile, positions);
  if (patches.length > 0) applyPatches({ en: 'Move', zh: '移动' }, patches, { coalesce: 'nudge' });
}

const step = 20;
const nudges = [
  ['Left', 'ArrowLeft', -1, 0, '向左移动'],
  ['Right', 'ArrowRight', 1, 0, '向右移动'],
  ['Up', 'ArrowUp', 0, -1, '向上移动'],
  ['Down', 'ArrowDown', 0, 1, '向下移动'],
] as const;

export const canvasCommands: readonly Command[] = [
  {
    id: 'canvas.deleteSelection',
    group: 'edit',
    title: { en: 'Delete', zh: '删除' },
    icon: 'trash',
    shortcuts: ['Delete', 'Backspace'],
    isEnabled: canEditSelection,
    run: () => removeSelection(labels.remove),
  },
  {
    id: 'canvas.deleteAndHeal',
    group: 'edit',
    title: { en: 'Delete and join the wires', zh: '删除并接通连线' },
    icon: 'git-merge',
    shortcuts: ['Mod+Delete', 'Mod+Backspace'],
    isEnabled: state => canEdit(state) && state.view.selection.nodes.size > 0,
    run: () => {
      const { selection, clearSelection } = useViewStore.getState();
      const { catalogue } = useCatalogueStore.getState();
      useDocumentStore.getState().edit({ en: 'Delete and join', zh: '删除并接通' }, editor => {
        removeAndHeal(editor, catalogue, selection.nodes);
      });
      clearSelection();
    },
  },
  {
    id: 'canvas.copySelection',
    group: 'edit',
    title: { en: 'Copy', zh: '复制' },
    icon: 'copy',
    shortcuts: ['Mod+C'],
    isNative: true,
    isEnabled: hasSelection,
    run: async () => {
      const text = selectionAsText();
      if (text !== null) await navigator.clipboard.writeText(text);
    },
  },
  {
    id: 'canvas.cutSelection',
    group: 'edit',
    title: { en: 'Cut', zh: '剪切' },
    icon: 'cut',
    shortcuts: ['Mod+X'],
    isNative: true,
    isEnabled: canEditSelection,
    run: async () => {
      const text = selectionAsText();
      if (text === null) return;
      await navigator.clipboard.writeText(text);
      removeSelection(labels.cut);
    },
  },
  {
    id: 'canvas.paste',
    group: 'edit',
    title: { en: 'Paste', zh: '粘贴' },
    icon: 'clipboard',
    shortcuts: ['Mod+V'],
    isNative: true,
    isEnabled: canEdit,
    run: async () => {
      pasteText(await navigator.clipboard.readText());
    },
  },
  {
    id: 'canvas.duplicateSelection',
    group: 'edit',
    title: { en: 'Duplicate', zh: '复制副本' },
    icon: 'stack-2',
    shortcuts: ['Mod+D'],
    isEnabled: canEditSelection,
    run: () => {
      const fragment = takeFragment(useDocumentStore.getState().profile, useViewStore.getState().selection);
      insertAndSelect(fragment, { x: 40, y: 40 }, labels.duplicate);
    },
  },
  {
    id: 'canvas.selectAll',
    group: 'edit',
    title: { en: 'Select all', zh: '全选' },
    icon: 'select-all',
    shortcuts: ['Mod+A'],
    isEnabled: hasNodes,
    run: () => {
      const { profile } = useDocumentStore.getState();
      useViewStore.getState().select({
        nodes: new Set(Object.keys(profile.nodes)),
        notes: new Set(Object.keys(profile.notes ?? {})),
      });
    },
  },
  {
    id: 'canvas.clearSelection',
    group: 'edit',
    title: { en: 'Select nothing', zh: '取消选择' },
    icon: 'x',
    shortcuts: ['Escape'],
    isEnabled: hasSelection,
    run: () => useViewStore.getState().clearSelection(),
  },
  {
    id: 'canvas.selectUpstream',
    group: 'edit',
    title: { en: 'Select all before', zh: '选择上游' },
    icon: 'git-branch',
    isEnabled: state => state.view.selection.nodes.size > 0,
    run: () => selectReached('up'),
  },
  {
    id: 'canvas.selectDownstream',
    group: 'edit',
    title: { en: 'Select all behind', zh: '选择下游' },
    icon: 'arrows-split-2',
    isEnabled: state => state.view.selection.nodes.size > 0,
    run: () => selectReached('down'),
  },
  {
    id: 'canvas.selectConnected',
    group: 'edit',
    title: { en: 'Select all connected', zh: '选择相连的节点' },
    icon: 'network',
    isEnabled: state => state.view.selection.nodes.size > 0,
    run: () => selectReached('both'),
  },
  ...nudges.flatMap(([name, key, x, y, zh]): Command[] => [
    {
      id: `canvas.nudge${name}`,
      group: 'canvas',
      title: { en: `Move ${name.toLowerCase()}`, zh },
      icon: 'arrows-maximize',
      shortcuts: [key],
      hiddenIn: ['palette', 'sheet'],
      isEnabled: canEditSelection,
      run: () => nudge(x * step, y * step),
    },
    {
      id: `canvas.shift${name}`,
      group: 'canvas',
      title: { en: `Move ${name.toLowerCase()} by one pixel`, zh: `${zh}一像素` },
      icon: 'arrows-maximize',
      shortcuts: [`Shift+${key}`],
      hiddenIn: ['palette', 'sheet'],
      isEnabled: canEditSelection,
      run: () => nudge(x, y),
    },
  ]),
  {
    id: 'canvas.addNote',
    group: 'canvas',
    title: { en: 'Add a note', zh: '添加便签' },
    icon: 'note',
    shortcuts: ['N'],
    isEnabled: canEdit,
    run: () => void addNoteAt(),
  },
  {
    id: 'canvas.tidyUp',
    group: 'canvas',
    title: { en: 'Tidy up', zh: '整理布局' },
    icon: 'wand',
    shortcuts: ['Shift+T'],
    isEnabled: state => canEdit(state) && hasNodes(state),
    run: async () => {
      const { tidyUp } = await import('../features/canvas/auto-layout.ts');
      await tidyUp();
    },
  },
  {
    id: 'canvas.fitAll',
    group: 'canvas',
    title: { en: 'Fit everything', zh: '显示全部' },
    icon: 'focus-centered',
    shortcuts: ['F'],
    isEnabled: hasNodes,
    run: fitAll,
  },
  {
    id: 'canvas.zoomIn',
    group: 'canvas',
    title: { en: 'Zoom in', zh: '放大' },
    icon: 'zoom-in',
    shortcuts: ['+', '='],
    isEnabled: hasProject,
    run: () => {
      void canvas()?.flow.zoomIn({ duration: moveMs() });
    },
  },
  {
    id: 'canvas.zoomOut',
    group: 'canvas',
    title: { en: 'Zoom out', zh: '缩小' },
    icon: 'zoom-out',
    shortcuts: ['-'],
    isEnabled: hasProject,
    run: () => {
      void canvas()?.flow.zoomOut({ duration: moveMs() });
    },
  },
  {
    id: 'canvas.zoomReset',
    group: 'canvas',
    title: { en: 'Zoom to 100 %', zh: '缩放至 100 %' },
    icon: 'zoom-scan',
    shortcuts: ['0'],
    isEnabled: hasProject,
    run: () => {
      void canvas()?.flow.zoomTo(1, { duration: moveMs() });
    },
  },
  {
    id: 'canvas.toggleSnapping',
    group: 'canvas',
    title: { en: 'Snap to grid: on or off', zh: '对齐网格：开或关' },
    icon: 'magnet',
    shortcuts: ['G'],
    isEnabled: hasProject,
    run: () => useViewStore.getState().toggleSnapping(),
  },
  {
    id: 'canvas.toggleMinimap',
    group: 'canvas',
    title: { en: 'Overview map: show or hide', zh: '缩略图：显示或隐藏' },
    icon: 'map-pin',
    shortcuts: ['M'],
    isEnabled: hasProject,
    run: () => useViewStore.getState().toggleMinimap(),
  },
];
