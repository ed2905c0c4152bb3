/** One thing that was measured. A figure that misses its budget is printed as missed; it never fails the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'kB' | 'kB/s' | 'MB' | '/s' | '×';
  /** What the design promises; absent where it promises nothing. */
  readonly budget?: number;
  /** True where more is better. */
  readonly isMore?: boolean;
}

/** The value below which the share `fraction` of all values lies (nearest rank). */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN;
}
