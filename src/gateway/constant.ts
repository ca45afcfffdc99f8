/** A stored word as the API writes it: `open` as `OPEN`, `wrongAsset` as `WRONG_ASSET`. */
export function constantOf(word: string): string {
  return word.replace(/[A-Z]/g, '_$&').toUpperCase();
}

/** The stored word that `constantOf` makes a constant of. */
export function wordOf(constant: string): string {
  return constant.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
