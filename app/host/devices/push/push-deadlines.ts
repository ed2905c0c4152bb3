/** How long each phase of a push may take, milliseconds. */
export interface PushDeadlines {
  readonly openMs: number;
  /** How long a running Cambrian program may take to answer before it is interrupted. */
  readonly listenMs: number;
  /** How long sending may stand still while listening. */
  readonly sendMs: number;
  readonly interruptMs: number;
  readonly probeMs: number;
  /** Between two acknowledgements. Some flash erases a block for a second. */
  readonly writeMs: number;
  readonly verifyMs: number;
  readonly switchMs: number;
  /** From the reset to the first frame of the program, re-enumeration of USB included. */
  readonly bootMs: number;
  readonly confirmMs: number;
  /** For bringing the old program back after a failure. */
  readonly restoreMs: number;
}

export const boardDeadlines: PushDeadlines = {
  openMs: 5_000,
  listenMs: 300,
  sendMs: 2_000,
  interruptMs: 8_000,
  probeMs: 8_000,
  writeMs: 12_000,
  verifyMs: 30_000,
  switchMs: 8_000,
  bootMs: 15_000,
  confirmMs: 4_000,
  restoreMs: 8_000,
};
