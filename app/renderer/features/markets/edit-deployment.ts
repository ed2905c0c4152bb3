import { type Deployment, deploymentSchema } from '../../../core/document/profile.ts';
import type { LocalizedText } from '../../../core/text/localized-text.ts';
import { useDocumentStore } from '../../stores/document-store.ts';

/** Changes where, for whom and how much the profile is for, as one step of undo. */
export function editDeployment(
  label: LocalizedText,
  change: (deployment: Deployment) => void,
  coalesce?: string,
): void {
  useDocumentStore.getState().transact(
    label,
    draft => {
      draft.deployment ??= deploymentSchema.parse({});
      change(draft.deployment);
    },
    coalesce === undefined ? {} : { coalesce },
  );
}
