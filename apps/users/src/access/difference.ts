export interface Difference {
  added: string[];
  removed: string[];
}

/** What has to come and to go, to get from one set to another. */
export function difference(before: readonly string[], after: readonly string[]): Difference {
  const [had, wanted] = [new Set(before), new Set(after)];
  return { added: after.filter((id) => !had.has(id)), removed: before.filter((id) => !wanted.has(id)) };
}

export function isEmpty({ added, removed }: Difference): boolean {
  return added.length === 0 && removed.length === 0;
}
