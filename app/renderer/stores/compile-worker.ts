import '../bootstrap/zod-without-eval.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';
import type { Compilation } from '../../core/compiler/bundle.ts';
import { compile } from '../../core/compiler/compile.ts';
import type { CompileOptions } from '../../core/compiler/compile-context.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Provider } from '../../core/models/model-facts.ts';
import type { ToolDefinition } from '../../core/tools/tool-definition.ts';

/** What the window asks of its compile worker. The catalogue comes first. */
export type CompileRequest =
  | {
      readonly kind: 'catalogue';
      readonly nodes: NodeDefinition[];
      readonly boards: BoardDefinition[];
      readonly providers: Provider[];
      readonly tools: ToolDefinition[];
    }
  | {
      readonly kind: 'compile';
      readonly id: number;
      readonly profile: Profile;
      readonly options: CompileOptions;
    };

export interface CompileAnswer {
  readonly id: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly compilation: Compilation | null;
}

let catalogue = createCatalogue([], []);

self.addEventListener('message', (event: MessageEvent<CompileRequest>) => {
  const request = event.data;
  if (request.kind === 'catalogue') {
    catalogue = createCatalogue(request.nodes, request.boards, request.providers, request.tools);
    return;
  }
  const { diagnostics, compilation } = compile(request.profile, catalogue, request.options);
  const answer: CompileAnswer = { id: request.id, diagnostics, compilation };
  self.postMessage(answer);
});
