/** The list with one id more or less. */
export function toggled(ids: readonly string[], id: string, on: boolean): string[] {
  const others = ids.filter((known) => known !== id);
  return on ? [...others, id] : others;
}
