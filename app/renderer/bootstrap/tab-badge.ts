/** A figure beside a tab's title. */
export interface TabBadge {
  readonly count: number;
  readonly severity: 'error' | 'warning' | 'quiet';
}
