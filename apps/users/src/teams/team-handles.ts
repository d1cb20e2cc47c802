import { fold } from '../users/names.js';

/**
 * Mention handles to try in order for a team that was given none: its name, then with numbers. The last one ends in
 * chance characters, so that it is free.
 */
export function teamHandles(name: string, chance: string): string[] {
  const words = fold(name)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30);
  const base = words.replace(/^-+|-+$/g, '') || 'team';
  return [base, ...[2, 3, 4, 5].map((number) => `${base}-${number}`), `${base}-${chance}`];
}
