/** JSON with its levels indented. @returns anything else as it is */
export function indented(text: string): string {
  try {
    // Numbers that would lose digits make it worth less than the text that was sent.
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}
