import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { buildService } from '../../contract/services/build-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Builder } from './builder.ts';

export interface BuildDependencies {
  readonly builder: Builder;
  /** The document as it stands now. Throws a StudioError for an unknown project. */
  readonly profile: (projectId: string) => Profile;
  readonly catalogue: () => Catalogue;
}

/** The build service: what would go onto the board, without a board. */
export function createBuildHandlers(dependencies: BuildDependencies): ServiceHandlers<typeof buildService> {
  const { builder, catalogue, profile } = dependencies;
  return {
    methods: {
      build: async ({ projectId }) => {
        const { bundle, diagnostics, report } = await builder.build(profile(projectId), catalogue());
        const files = bundle === null ? [] : [...bundle.files];
        return {
          hash: bundle?.hash ?? null,
          files: [
            ...(bundle === null
              ? []
              : [
                  {
                    path: 'manifest.json',
                    bytes: bundle.manifestBytes.length,
                    sha256: bundle.hash,
                    text: Buffer.from(bundle.manifestBytes).toString('utf8'),
                  },
                ]),
            ...files.map(([path, { bytes, sha256, text }]) => ({ path, bytes: bytes.length, sha256, text })),
          ],
          diagnostics: [...diagnostics],
          report,
        };
      },
    },
    events: {},
  };
}
