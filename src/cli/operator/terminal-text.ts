/** What a terminal obeys, or what turns the text around it: merchants and makers of assets choose some of what is printed. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line for a terminal. */
export function terminalText(line: string): string {
  return line.replace(UNPRINTABLE, '\uFFFD');
}

/** One line of a table. */
export function tableLine(...cells: readonly string[]): string {
  return terminalText(cells.join('  '));
}
