import { targetKit } from '../stores/kit-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { always, type Command, type CommandState } from './command.ts';

const targetOf = (state: CommandState) => targetKit(state.kits, state.document.projectId);
const isReplay = (state: CommandState) => targetOf(state)?.transport === 'replay';

// What does it comes with the first use.
const load = () => import('../features/recordings/recording-store.ts');

export const recordingCommands: readonly Command[] = [
  {
    id: 'recording.toggleRecording',
    group: 'device',
    title: { en: 'Record the kit, or end the recording', zh: '录制套件，或结束录制' },
    icon: 'player-record',
    isEnabled: state => targetOf(state) !== undefined && !isReplay(state),
    run: async () => (await load()).toggleRecording(),
  },
  {
    id: 'recording.showRecordings',
    group: 'device',
    title: { en: 'Recordings', zh: '录制列表' },
    icon: 'history',
    isEnabled: always,
    run: async () => {
      const { useRecordings } = await load();
      const { bottomTab, showTab } = useViewStore.getState();
      // The list lies over the tabs in which recordings begin.
      showTab(bottomTab === 'console' ? 'console' : 'live');
      useRecordings.setState({ isListOpen: true });
    },
  },
  {
    id: 'recording.toggleReplay',
    group: 'device',
    title: { en: 'Play or pause the replay', zh: '播放或暂停回放' },
    icon: 'player-play',
    isEnabled: isReplay,
    run: async () => (await load()).toggleReplay(),
  },
  {
    id: 'live.showPlotter',
    group: 'view',
    title: { en: 'Plotter', zh: '绘图器' },
    icon: 'chart-line',
    isEnabled: always,
    run: async () => {
      const { useLiveStore } = await import('../features/live/live-store.ts');
      useLiveStore.setState({ view: 'plot' });
      useViewStore.getState().showTab('live');
    },
  },
  {
    id: 'console.search',
    group: 'view',
    title: { en: 'Search the console', zh: '搜索控制台' },
    icon: 'search',
    isEnabled: always,
    run: async () => {
      const { useConsoleView } = await import('../features/console/console-view-store.ts');
      useConsoleView.setState({ isSearching: true });
      useViewStore.getState().showTab('console');
    },
  },
];
