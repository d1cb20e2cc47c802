/** Spreadsheets run cells that begin so as formulas, also after a line break or tab. */
const formula = /^[=+\-@\t\r\n]/;

/** One cell: harmless in a spreadsheet (a `'` in front makes it text), quoted where RFC 4180 asks for it. */
function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line with its line break. */
export function csvLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** Spreadsheets take a file for UTF-8 only with this in front. */
export const byteOrderMark = '\ufeff';

/** Characters of one piece: with escapes and in UTF-8 it stays below what one message may hold. */
const pieceLength = 200_000;

/**
 * Whole lines up to the size of a piece, at least one.
 * @returns how many rows made it, so that the next piece begins after the last of them
 */
export function csvPiece<Row>(rows: readonly Row[], line: (row: Row) => string): { text: string; taken: number } {
  let text = '';
  let taken = 0;
  for (const row of rows) {
    const next = line(row);
    if (taken > 0 && text.length + next.length > pieceLength) break;
    text += next;
    taken += 1;
  }
  return { text, taken };
}
