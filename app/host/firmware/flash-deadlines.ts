/** How long each step of flashing may take, in milliseconds. A test gives shorter ones. */
export interface FlashDeadlines {
  readonly openMs: number;
  /** One way to reset the board and its five sync commands. */
  readonly syncMs: number;
  /** A plain command of a loader until its answer. */
  readonly answerMs: number;
  readonly detectMs: number;
  readonly stubMs: number;
  readonly baudMs: number;
  /** Erasing the whole flash. */
  readonly eraseMs: number;
  /** A block until it is taken, beside the time that its bytes take in the flash. */
  readonly blockMs: number;
  readonly verifyMs: number;
  /** A board that was reset, until its port is there again. */
  readonly returnMs: number;
  /** How long a board that was reset may still be listed though it is on its way out. */
  readonly settleMs: number;
  /** How often it is looked whether something has come or gone, where nobody tells. */
  readonly lookMs: number;
  /** A boot loader that was asked for, until its volume is there; with its button, a person needs some of it. */
  readonly volumeMs: number;
  /** A volume that got everything, until it goes. */
  readonly volumeLeavesMs: number;
}

/** What esptool waits, and some more for computers that are busy. */
export const boardFlashDeadlines: FlashDeadlines = {
  openMs: 5_000,
  syncMs: 5_000,
  answerMs: 3_000,
  detectMs: 20_000,
  stubMs: 20_000,
  baudMs: 5_000,
  eraseMs: 120_000,
  blockMs: 3_000,
  verifyMs: 5_000,
  returnMs: 15_000,
  settleMs: 1_500,
  lookMs: 200,
  volumeMs: 30_000,
  volumeLeavesMs: 20_000,
};

/** Writing a megabyte of flash takes a slow chip so long (esptool: ERASE_WRITE_TIMEOUT_PER_MB). */
export const writeMsPerByte = 40_000 / 1_000_000;
/** Hashing a megabyte of flash takes a slow chip so long (esptool: MD5_TIMEOUT_PER_MB). */
export const hashMsPerByte = 8_000 / 1_000_000;
