import { createProfile } from '../document/create-profile.ts';
import type { Profile, ProfileNode } from '../document/profile.ts';

/** Puts together profiles for tests: nodes as `type`, wires as `a.out → b.in`. */
export class ProfileBuilder {
  readonly #profile: Profile = createProfile({ id: 'test', name: 'Test', board: 'sample' });
  #wires = 0;

  node(id: string, type: string, extra: Partial<ProfileNode> = {}): this {
    this.#profile.nodes[id] = { type, typeVersion: 1, position: { x: 0, y: 0 }, properties: {}, ...extra };
    return this;
  }

  /** `from` and `to` are `node.port`; ids are w0001, w0002, … unless given. */
  wire(from: string, to: string, id?: string): this {
    this.#wires++;
    const [fromNode = '', fromPort = ''] = from.split('.');
    const [toNode = '', toPort = ''] = to.split('.');
    this.#profile.wires[id ?? `w${String(this.#wires).padStart(4, '0')}`] = {
      from: { node: fromNode, port: fromPort },
      to: { node: toNode, port: toPort },
    };
    return this;
  }

  with(fields: Partial<Profile>): this {
    Object.assign(this.#profile, fields);
    return this;
  }

  build(): Profile {
    return structuredClone(this.#profile);
  }
}
