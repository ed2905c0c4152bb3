/** Calls a listener; one that throws is reported and does not keep the others from being called. */
export function callSafely(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    reportError(error);
  }
}
