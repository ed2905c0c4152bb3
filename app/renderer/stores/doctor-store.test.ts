import { beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Diagnosis } from '../../contract/services/doctor-service.ts';
import { setStudio } from '../bootstrap/studio-client.ts';
import { benchFindings } from '../testing/fake-bench-findings.ts';
import { createFakeStudio } from '../testing/fake-studio.ts';
import { nowhere, useDoctorStore } from './doctor-store.ts';
import { useKitStore } from './kit-store.ts';

const findings = [...benchFindings('serial:/dev/ttyUSB1')];
const diagnosis: Diagnosis = {
  kitId: 'usb:1',
  path: null,
  examinedAt: '2026-01-01T00:00:00.000Z',
  findings,
  cause: 'permission',
};

beforeEach(() => useDoctorStore.setState({ examinations: {} }));

describe('an examination', () => {
  it('shows findings as they come, then the diagnosis', async () => {
    const asked: object[] = [];
    const seen: string[] = [];
    const studio = createFakeStudio();
    setStudio({
      ...studio,
      doctor: {
        ...studio.doctor,
        examine: async (input, options) => {
          asked.push(input);
          options?.onProgress?.(findings.slice(0, 1));
          seen.push(useDoctorStore.getState().examinations['usb:1']?.kind ?? 'none');
          return diagnosis;
        },
      },
    });
    await useDoctorStore.getState().examine('usb:1', true);
    expect(asked).toEqual([{ kitId: 'usb:1', path: null, interrupt: true }]);
    expect(seen).toEqual(['examining']);
    expect(useDoctorStore.getState().examinations['usb:1']).toEqual({ kind: 'done', diagnosis });
  });

  it('takes the place of the trouble that led to it, of this kit alone', async () => {
    const studio = createFakeStudio();
    setStudio({ ...studio, doctor: { ...studio.doctor, examine: async () => diagnosis } });
    const error = new StudioError('transport/port-busy', { path: '/dev/ttyUSB0' });
    const problem = { kitId: 'usb:1', error };
    useKitStore.setState({ problem });
    await useDoctorStore.getState().examine('usb:2', false);
    expect(useKitStore.getState().problem).toBe(problem);
    await useDoctorStore.getState().examine('usb:1', false);
    expect(useKitStore.getState().problem).toBeNull();
  });

  it('that is stopped leaves nothing; a newer one takes the place of an older', async () => {
    const answers: (() => void)[] = [];
    const studio = createFakeStudio();
    setStudio({
      ...studio,
      doctor: {
        ...studio.doctor,
        examine: (_input, options) =>
          new Promise((resolve, reject) => {
            answers.push(() => resolve(diagnosis));
            options?.signal?.addEventListener('abort', () => reject(new Error('stopped')));
          }),
      },
    });
    const { examine, cancel } = useDoctorStore.getState();
    const first = examine(null, false);
    const second = examine(null, false);
    await first;
    expect(useDoctorStore.getState().examinations[nowhere]?.kind).toBe('examining');
    cancel(null);
    await second;
    expect(useDoctorStore.getState().examinations[nowhere]).toBeUndefined();
    expect(answers).toHaveLength(2);
  });
});
