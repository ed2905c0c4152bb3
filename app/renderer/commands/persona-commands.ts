import { agentOf, openAgent } from '../stores/agent-nodes.ts';
import { usePersonaViewStore } from '../stores/persona-view-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { type Command, canEdit, hasProject } from './command.ts';

const onlyNode = ({ nodes }: { readonly nodes: ReadonlySet<string> }): string | null => {
  const [id] = nodes;
  return nodes.size === 1 && id !== undefined ? id : null;
};

export const personaCommands: readonly Command[] = [
  {
    id: 'persona.newPersona',
    group: 'edit',
    title: { en: 'New persona…', zh: '新建角色…' },
    icon: 'user',
    isEnabled: canEdit,
    run: () => usePersonaViewStore.getState().openNewPersona(),
  },
  {
    id: 'persona.editSelected',
    group: 'edit',
    title: { en: 'Edit the selected agent’s persona', zh: '编辑所选智能体的角色' },
    icon: 'robot-face',
    isEnabled: state => {
      const id = onlyNode(state.view.selection);
      return hasProject(state) && id !== null && agentOf(id) !== null;
    },
    run: () => {
      const id = onlyNode(useViewStore.getState().selection);
      if (id !== null) openAgent(id);
    },
  },
];
