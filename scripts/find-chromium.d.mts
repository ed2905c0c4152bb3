/** The Chromium that tests run in, as an absolute path; null where there is none. */
export function findChromium(): string | null;
