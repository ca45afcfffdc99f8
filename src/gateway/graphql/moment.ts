const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Reads ISO 8601, as UTC where it names no offset; null for anything else. @returns `2026-11-21T12:00:00.123Z` */
export function parseMoment(text: string): string | null {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const spaced = text.replace(' ', 'T');
  const time = Date.parse(match[1] === undefined && spaced.includes('T') ? `${spaced}Z` : spaced);
  if (Number.isNaN(time)) return null;
  const utc = new Date(time).toISOString();
  // An offset can lead out of the years that have four digits.
  return /^\d{4}-/.test(utc) ? utc : null;
}
