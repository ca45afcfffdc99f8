/** Characters at the start of a cell that spreadsheets read a formula from, and the quote that keeps them from it. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠']/;
const QUOTED = /[",\r\n]/;

/**
 * A line of CSV (RFC 4180). A text that a spreadsheet would run begins with a single quote, and so does one that begins
 * with a single quote itself: without its first quote, such a text is what it was.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
