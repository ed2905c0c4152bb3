import type { OpenProject } from '../../contract/services/project-service.ts';
import { getStudio } from '../bootstrap/studio-client.ts';
import { documentSync } from '../stores/document-sync.ts';
import { useViewStore } from '../stores/view-store.ts';
import { always, type Command, hasProject } from './command.ts';

/** Opens a project in place of the one that is open; what was changed there is with the host before. */
export async function switchProject(open: () => Promise<OpenProject>): Promise<void> {
  await documentSync().settle();
  const project = await open();
  useViewStore.getState().clearSelection();
  documentSync().follow(project);
  useViewStore.getState().closeOverlay();
}

export const projectCommands: readonly Command[] = [
  {
    id: 'project.openProject',
    group: 'project',
    title: { en: 'Projects and templates', zh: '项目与模板' },
    icon: 'folder-open',
    shortcuts: ['Mod+O'],
    worksInFields: true,
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'projects' }),
  },
  {
    id: 'project.newProject',
    group: 'project',
    title: { en: 'New empty project', zh: '新建空项目' },
    icon: 'file',
    isEnabled: always,
    run: () => switchProject(() => getStudio().project.create({ name: 'Untitled' })),
  },
  {
    id: 'project.saveNow',
    group: 'project',
    title: { en: 'Save now', zh: '立即保存' },
    icon: 'device-floppy',
    shortcuts: ['Mod+S'],
    worksInFields: true,
    isEnabled: state => hasProject(state) && state.document.readOnly === null,
    run: () => documentSync().save(),
  },
  {
    id: 'project.saveAs',
    group: 'project',
    title: { en: 'Save under another name', zh: '另存为' },
    icon: 'copy',
    shortcuts: ['Mod+Shift+S'],
    worksInFields: true,
    isEnabled: hasProject,
    run: () => useViewStore.getState().open({ kind: 'save-as' }),
  },
];
