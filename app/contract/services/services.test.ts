import { describe, expect, it } from 'vitest';
import { services } from './services.ts';

describe('the services', () => {
  it.each(Object.entries(services))(
    '%s bears its key as its name and keeps to the naming rules',
    (key, service) => {
      expect(service.name).toBe(key);
      for (const method of Object.keys(service.methods))
        expect(method).toMatch(/^(?!on[A-Z])[a-z][A-Za-z]+$/);
      for (const event of Object.keys(service.events)) expect(event).toMatch(/^on(Did|Will)[A-Z][A-Za-z]+$/);
      // `on` is how a client listens.
      expect(Object.keys(service.methods)).not.toContain('on');
    },
  );
});
