import type { Kit, KitAbout, Session } from '../../../contract/services/device-service.ts';
import type { FleetRun } from '../../../contract/services/fleet-service.ts';
import { type DoctorState, useDoctorStore } from '../../stores/doctor-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { type FirmwareState, useFirmwareStore } from '../../stores/firmware-store.ts';
import { useFleetStore } from '../../stores/fleet-store.ts';
import { useKitAboutStore } from '../../stores/kit-about-store.ts';
import { type KitState, useKitStore } from '../../stores/kit-store.ts';
import type { KitFilter } from '../../stores/kits-view-store.ts';
import { type KitFacts, kitFacts } from './kit-facts.ts';

/** Favourites first, then what is attached, then boards before the virtual one, then by port as people count. */
export function sortKits(kits: readonly Kit[]): readonly Kit[] {
  const rank = (kit: Kit) => [
    kit.isFavourite ? 0 : 1,
    kit.isAttached ? 0 : 1,
    kit.transport === 'virtual' ? 1 : 0,
  ];
  return kits.toSorted((first, second) => {
    const ranks = rank(first);
    const others = rank(second);
    const place = ranks.findIndex((value, index) => value !== others[index]);
    if (place !== -1) return (ranks[place] ?? 0) - (others[place] ?? 0);
    return first.path.localeCompare(second.path, 'en', { numeric: true });
  });
}

/** Whether a filter lets a kit through. */
export function passesFilter(facts: KitFacts, filter: KitFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'outdated':
      return facts.isOutdated;
    case 'failed':
      return facts.isFailed;
    case 'unknown':
      return facts.isUnknown;
  }
}

/** How many kits each filter lets through. */
export function countByFilter(all: readonly KitFacts[]): Readonly<Record<KitFilter, number>> {
  const count = (filter: KitFilter) => all.filter(facts => passesFilter(facts, filter)).length;
  return {
    all: all.length,
    outdated: count('outdated'),
    failed: count('failed'),
    unknown: count('unknown'),
  };
}

/**
 * The highest sequence that a program of a profile is known to have, on any kit or in the last run; null where nobody
 * knows one.
 */
export function newestSequence(
  profileId: string,
  projectId: string | null,
  known: {
    readonly abouts: readonly KitAbout[];
    readonly sessions: readonly Session[];
    readonly fleet: FleetRun | null;
  },
): number | null {
  const { abouts, sessions, fleet } = known;
  const programs = [...abouts.map(about => about.program), ...sessions.map(session => session.program)];
  const sequences = programs.flatMap(program => (program?.profile === profileId ? [program.sequence] : []));
  if (fleet !== null && fleet.sequence !== null && fleet.projectId === projectId) {
    sequences.push(fleet.sequence);
  }
  const newest = Math.max(0, ...sequences);
  return newest === 0 ? null : newest;
}

/** Everything that the table is made of. */
interface KnownOfKits {
  readonly kits: readonly Kit[];
  readonly sessions: KitState['sessions'];
  readonly runs: KitState['runs'];
  readonly abouts: Readonly<Record<string, KitAbout>>;
  readonly fleet: FleetRun | null;
  readonly flashes: FirmwareState['flashes'];
  readonly examinations: DoctorState['examinations'];
  readonly profileId: string;
  readonly projectId: string | null;
}

function kitList(known: KnownOfKits): readonly KitFacts[] {
  const { kits, sessions, runs, abouts, fleet, flashes, examinations, profileId, projectId } = known;
  const newest = newestSequence(profileId, projectId, {
    abouts: Object.values(abouts),
    sessions: Object.values(sessions),
    fleet,
  });
  return sortKits(kits).map(kit =>
    kitFacts({
      kit,
      session: sessions[kit.kitId],
      run: runs[kit.kitId] ?? { kind: 'none' },
      row: fleet?.rows.find(row => row.kitId === kit.kitId),
      about: abouts[kit.kitId],
      flash: flashes[kit.kitId],
      examination: examinations[kit.kitId],
      profileId,
      newestSequence: newest,
    }),
  );
}

/** All kits as the table shows them, in its order. */
export function useKitList(): readonly KitFacts[] {
  return kitList({
    kits: useKitStore(state => state.kits),
    sessions: useKitStore(state => state.sessions),
    runs: useKitStore(state => state.runs),
    abouts: useKitAboutStore(state => state.abouts),
    fleet: useFleetStore(state => state.run),
    flashes: useFirmwareStore(state => state.flashes),
    examinations: useDoctorStore(state => state.examinations),
    profileId: useDocumentStore(state => state.profile.id),
    projectId: useDocumentStore(state => state.projectId),
  });
}

/** As {@link useKitList}, outside of React. */
export function readKitList(): readonly KitFacts[] {
  const { kits, sessions, runs } = useKitStore.getState();
  const { profile, projectId } = useDocumentStore.getState();
  return kitList({
    kits,
    sessions,
    runs,
    abouts: useKitAboutStore.getState().abouts,
    fleet: useFleetStore.getState().run,
    flashes: useFirmwareStore.getState().flashes,
    examinations: useDoctorStore.getState().examinations,
    profileId: profile.id,
    projectId,
  });
}

/** The revision of the open project that is shown beside its name; null where nobody pushed it yet. */
export function useNewestSequence(): number | null {
  const abouts = useKitAboutStore(state => state.abouts);
  const sessions = useKitStore(state => state.sessions);
  const fleet = useFleetStore(state => state.run);
  const profileId = useDocumentStore(state => state.profile.id);
  const projectId = useDocumentStore(state => state.projectId);
  return newestSequence(profileId, projectId, {
    abouts: Object.values(abouts),
    sessions: Object.values(sessions),
    fleet,
  });
}

/** Kits that a push can go to now. */
export function canPushTo({ kit, isBusy, status }: KitFacts): boolean {
  const isWaitingForFirmware = status.kind === 'boot-loader' || status.kind === 'no-firmware';
  return kit.isAttached && kit.transport !== 'replay' && !isBusy && !isWaitingForFirmware;
}
