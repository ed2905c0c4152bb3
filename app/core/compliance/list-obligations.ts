import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CompileOptions } from '../compiler/compile-context.ts';
import type { Profile } from '../document/profile.ts';
import { analyseProfile } from '../placement/analyse-profile.ts';
import { gatherFacts } from './profile-facts.ts';
import type { Requirement, RequirementId } from './requirements.ts';
import { isAnswered, requirements } from './requirements.ts';
import type { ComplianceRule } from './rules.ts';
import { firingRules, staleFrom } from './rules.ts';

/** A rule that asks something of a profile, with what is answered of it. */
export interface Obligation {
  readonly rule: ComplianceRule;
  readonly requirements: readonly {
    readonly id: RequirementId;
    readonly requirement: Requirement;
    /** `document`: the profile itself meets it; `evidence`: the team said so; null: open. */
    readonly answeredBy: 'document' | 'evidence' | null;
  }[];
  /** It does not apply yet. */
  readonly isAhead: boolean;
  /** Its entry was last checked too long ago. */
  readonly isStale: boolean;
}

/** Every rule of the profile's markets that fires, in the order of the table; none where no market is named. */
export function listObligations(
  profile: Profile,
  catalogue: Catalogue,
  options: CompileOptions = {},
): Obligation[] {
  const { figured, flow } = analyseProfile(profile, catalogue, options);
  const facts = gatherFacts(profile, figured, flow);
  const today = options.today ?? '';
  return firingRules(facts).map((rule: ComplianceRule) => ({
    rule,
    requirements: rule.requires.map(id => {
      const requirement: Requirement = requirements[id];
      const isMet = requirement.isMet?.(facts) === true;
      return { id, requirement, answeredBy: isMet ? 'document' : isAnswered(id, facts) ? 'evidence' : null };
    }),
    isAhead: today !== '' && rule.effective !== null && rule.effective > today,
    isStale: today !== '' && staleFrom(rule) <= today,
  }));
}
