/** Pairs as the variables of OpenTelemetry write them: `name=value,other=value`, with odd characters as in a URL. */
const PAIR = /^([^=]+)=(.*)$/;

/** @returns null where it is no such list */
export function readPairs(text: string): Readonly<Record<string, string>> | null {
  const pairs: Record<string, string> = {};
  for (const item of text.split(',')) {
    if (item.trim() === '') continue;
    const [, name = '', value = ''] = PAIR.exec(item) ?? [];
    if (name.trim() === '') return null;
    try {
      pairs[decodeURIComponent(name.trim())] = decodeURIComponent(value.trim());
    } catch {
      return null;
    }
  }
  return pairs;
}
