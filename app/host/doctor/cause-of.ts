import type { DoctorCheckId, DoctorFinding } from '../../contract/services/doctor-service.ts';

/** These tell that something is wrong; why, another check tells. */
const symptoms: ReadonlySet<DoctorCheckId> = new Set(['attached', 'opens', 'answers']);

/**
 * The finding that explains the rest. A problem explains before a suspicion does, and a suspicion explains only where
 * something really is wrong; where nothing explains it, the first symptom stands for itself.
 */
export function causeOf(findings: readonly DoctorFinding[]): DoctorCheckId | null {
  const reasons = findings.filter(({ check }) => !symptoms.has(check));
  const problems = reasons.filter(({ state }) => state === 'problem');
  // Who has taken the device from its driver explains that it has none.
  const problem = problems.find(({ check }) => check === 'brltty') ?? problems[0];
  if (problem !== undefined) return problem.check;
  const symptom = findings.find(({ check, state }) => symptoms.has(check) && state === 'problem');
  if (symptom === undefined) return null;
  const isBefore = (check: DoctorCheckId) => suspected[symptom.check]?.includes(check) === true;
  const suspicion = reasons.find(({ check, state }) => state === 'suspicion' && isBefore(check));
  return (suspicion ?? symptom).check;
}

/** Which suspicions may explain a symptom. */
const suspected: Partial<Record<DoctorCheckId, readonly DoctorCheckId[]>> = {
  attached: ['charge-only-cable', 'sandbox', 'brltty'],
  opens: ['brltty', 'modem-manager'],
  answers: ['micropython', 'modem-manager'],
};
