import { getStudio } from '../bootstrap/studio-client.ts';
import { useModelsStore } from '../stores/models-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { always, type Command } from './command.ts';

export const hubCommands: readonly Command[] = [
  {
    id: 'hub.openModels',
    group: 'device',
    title: { en: 'Models and keys…', zh: '模型与密钥…' },
    icon: 'key',
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'models' }),
  },
  {
    id: 'hub.openTools',
    group: 'device',
    title: { en: 'Tools…', zh: '工具…' },
    icon: 'tool',
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'tools' }),
  },
  {
    id: 'hub.toggleCloud',
    group: 'device',
    title: { en: 'Cloud: cut or restore', zh: '云端：切断或恢复' },
    icon: 'cloud-off',
    isEnabled: always,
    run: async () => {
      const { models, adopt } = useModelsStore.getState();
      adopt(await getStudio().models.setCloud({ on: !models.isCloudOn }));
    },
  },
];
