import type { HandlersOf } from '../contract/rpc/serve-rpc.ts';
import { type Services, services } from '../contract/services/services.ts';

/**
 * Handlers for tests of the shell alone: `studio.checkDemoPin` answers, everything else says that it is not there.
 * It stands for any host; what a real one does is tested with it.
 */
export function testingHandlers(): HandlersOf<Services> {
  const all: Record<string, { methods: Record<string, unknown>; events: Record<string, unknown> }> = {};
  for (const [key, service] of Object.entries(services)) {
    const refuse = () => {
      throw new Error('This host is for tests of the shell.');
    };
    all[key] = {
      methods: Object.fromEntries(Object.keys(service.methods).map(name => [name, refuse])),
      events: Object.fromEntries(Object.keys(service.events).map(name => [name, () => () => undefined])),
    };
  }
  const studio = all.studio;
  if (studio !== undefined) {
    studio.methods.checkDemoPin = ({ pin }: { pin: string }) => ({ accepted: pin === '1234' });
  }
  return all as HandlersOf<Services>;
}
