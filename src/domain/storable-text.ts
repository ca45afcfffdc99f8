/** Postgres cannot hold NUL in text: it is kept as U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
