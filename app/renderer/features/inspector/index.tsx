/** The inspector, filled in next. */
export function Inspector() {
  return null;
}
