import type { PeripheralControl } from '../../../core/catalogue/node-definition.ts';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { Scenario } from '../../../core/scenario/scenario.ts';

/** The one thing that a visitor is asked to do. */
export interface Invitation {
  readonly peripheral: AttachedPeripheral;
  readonly control: Exclude<PeripheralControl, { type: 'slider' }>;
}

/** Where a visitor's words go: the first text that a scenario sends. */
export interface SpokenInput {
  readonly node: string;
  readonly port: string;
}

/**
 * What the scenario itself does first with a button or a switch; where it does nothing of the kind, the first button
 * or switch of the device.
 */
export function invitationOf(
  scenario: Scenario | undefined,
  attached: readonly AttachedPeripheral[],
): Invitation | null {
  const find = (wants: (peripheral: AttachedPeripheral, control: PeripheralControl) => boolean) => {
    for (const peripheral of attached) {
      for (const control of peripheral.controls) {
        if (control.type !== 'slider' && wants(peripheral, control)) return { peripheral, control };
      }
    }
    return null;
  };
  for (const step of scenario?.steps ?? []) {
    if (!('control' in step)) continue;
    const found = find(
      (peripheral, control) => peripheral.id === step.control.node && control.id === step.control.control,
    );
    if (found) return found;
  }
  return find(() => true);
}

/** The text input that one of the scenarios speaks into; null where the sample takes no words. */
export function spokenInputOf(scenarios: readonly Scenario[]): SpokenInput | null {
  for (const scenario of scenarios) {
    for (const step of scenario.steps) {
      if ('send' in step && typeof step.send.value === 'string') {
        return { node: step.send.node, port: step.send.port };
      }
    }
  }
  return null;
}
