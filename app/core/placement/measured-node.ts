/**
 * What was seen of one node while it ran: averages of its latest spans. They hold for the model that was called, so
 * they say nothing of another one.
 */
export interface MeasuredNode {
  /** To the first piece of an answer; null where nothing streams, then `totalMs` counts. */
  readonly firstMs: number | null;
  readonly totalMs: number;
  /** How many spans the averages are of. */
  readonly samples: number;
  /** `<provider>/<model>` or `offline`; null where no model was called. */
  readonly model: string | null;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  /** Null where no price is known. */
  readonly costYuan?: number | null;
}
