import { useDocumentStore } from '../stores/document-store.ts';
import { targetKit, useKitStore } from '../stores/kit-store.ts';
import { useKitsViewStore } from '../stores/kits-view-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { always, type Command, type CommandState, hasProject } from './command.ts';

/** The kit that a command is about: the shown one of the table, else the target. */
function kitInHand({ document, kits }: Pick<CommandState, 'document' | 'kits'>) {
  const { isOpen, shownId } = useKitsViewStore.getState();
  const shown = isOpen ? kits.kits.find(kit => kit.kitId === shownId) : undefined;
  return shown ?? targetKit(kits, document.projectId);
}

const kitInHandNow = () => kitInHand({ document: useDocumentStore.getState(), kits: useKitStore.getState() });

/** Whether the kit in hand is a board that can be asked something. */
function isRealInHand(state: CommandState): boolean {
  const kit = kitInHand(state);
  return kit?.isAttached === true && (kit.transport === 'serial' || kit.transport === 'tcp');
}

/** What only kits need is loaded with the first command that needs it. */
const stores = {
  doctor: async () => (await import('../stores/doctor-store.ts')).useDoctorStore.getState(),
  fleet: async () => (await import('../stores/fleet-store.ts')).useFleetStore.getState(),
  abouts: async () => (await import('../stores/kit-about-store.ts')).useKitAboutStore.getState(),
};

const examine = async (interrupt: boolean) => {
  const kit = kitInHandNow();
  if (kit === undefined) return;
  useKitsViewStore.getState().openKits(kit.kitId);
  await (await stores.doctor()).examine(kit.kitId, interrupt);
};

export const kitCommands: readonly Command[] = [
  {
    id: 'device.showKits',
    group: 'device',
    title: { en: 'All kits', zh: '所有套件' },
    icon: 'device-usb',
    shortcuts: ['Mod+Shift+K'],
    worksInFields: true,
    isEnabled: always,
    run: () => useKitsViewStore.getState().openKits(),
  },
  {
    id: 'kits.pushSelected',
    group: 'device',
    title: { en: 'Push to the selected kits', zh: '推送到所选套件' },
    icon: 'upload',
    shortcuts: ['Mod+Shift+Enter'],
    worksInFields: true,
    isEnabled: state => {
      const { isOpen, selected } = useKitsViewStore.getState();
      return isOpen && selected.size > 0 && hasProject(state);
    },
    run: async () => {
      const { projectId } = useDocumentStore.getState();
      const { selectedForPush } = await import('../features/kits/selected-for-push.ts');
      const kitIds = selectedForPush();
      if (kitIds.length > 0) await (await stores.fleet()).start({ kitIds, projectId });
    },
  },
  {
    id: 'kits.flashFirmware',
    group: 'device',
    title: { en: 'Flash firmware…', zh: '烧录固件…' },
    icon: 'bolt',
    isEnabled: state => isRealInHand(state) && kitInHand(state)?.transport === 'serial',
    run: () => {
      const kit = kitInHandNow();
      if (kit === undefined) return;
      useViewStore.getState().open({ kind: 'flash', target: { kitId: kit.kitId } });
    },
  },
  {
    id: 'kits.examine',
    group: 'device',
    title: { en: 'Doctor: examine the kit', zh: '诊断：检查套件' },
    icon: 'heart-rate-monitor',
    isEnabled: isRealInHand,
    run: () => examine(false),
  },
  {
    id: 'kits.examineInterrupt',
    group: 'device',
    title: { en: 'Doctor: examine and interrupt the kit', zh: '诊断：中断并检查套件' },
    icon: 'heart-rate-monitor',
    isEnabled: isRealInHand,
    run: () => examine(true),
  },
  {
    id: 'kits.examineSystem',
    group: 'device',
    title: { en: 'Doctor: a board does not appear…', zh: '诊断：开发板没有显示…' },
    icon: 'help-circle',
    isEnabled: always,
    run: async () => {
      useKitsViewStore.getState().openKits();
      await (await stores.doctor()).examine(null, false);
    },
  },
  {
    id: 'kits.inspect',
    group: 'device',
    title: { en: 'Inspect the kit', zh: '查看套件内容' },
    icon: 'info-circle',
    isEnabled: isRealInHand,
    run: async () => {
      const kit = kitInHandNow();
      if (kit === undefined) return;
      useKitsViewStore.getState().openKits(kit.kitId);
      await (await stores.abouts()).inspect(kit.kitId, false);
    },
  },
  {
    id: 'kits.addPort',
    group: 'device',
    title: { en: 'Add a port…', zh: '添加端口…' },
    icon: 'plus',
    isEnabled: always,
    run: () => {
      const { openKits, setAddingPort } = useKitsViewStore.getState();
      openKits();
      setAddingPort(true);
    },
  },
  {
    id: 'kits.showSigningKeys',
    group: 'device',
    title: { en: 'Signing keys…', zh: '签名密钥…' },
    icon: 'key',
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'signing-keys' }),
  },
];
