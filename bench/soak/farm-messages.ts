/** What the soak asks its boards for. */
export interface FarmRequest {
  readonly id: number;
  /** Numbered from 0. */
  readonly board: number;
  readonly action: 'attach' | 'detach' | 'reset';
}

export interface FarmReply {
  readonly id: number;
  /** Of the pseudo-terminal, after `attach`. */
  readonly path: string | null;
  readonly error: string | null;
}
