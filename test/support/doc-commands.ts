/** Commands as the pages write them: words, quotes, continued lines, `&&`, settings in front. What else a shell knows is refused. */

export interface DocCommand {
  /** What is set in front of it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  /** Of its first line, counted from the beginning of the text, from 0. */
  readonly line: number;
}

/** A word, as far as it was read; null between words. */
type Word = string | null;

/** @param variables what `$NAME` stands for */
export function readCommands(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): readonly DocCommand[] {
  const commands: DocCommand[] = [];
  let words: string[] = [];
  let word: Word = null;
  let line = 0;
  let begin = 0;
  const endWord = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(commandOf(words, begin));
    words = [];
  };
  for (let at = 0; at < text.length;) {
    if (words.length === 0 && word === null) begin = line;
    const [token = ''] =
      /^(?:'[^']*'|"[^"]*"|\\\n|&&|\s|#[^\n]*|\$\w+|[^\s'"\\$])/.exec(text.slice(at)) ?? [];
    if (token === '' || /^[|;<>(){}]$/.test(token))
      throw new Error(`${text}: cannot be read at ${text.slice(at, at + 20)}`);
    at += token.length;
    line += token.split('\n').length - 1;
    if (token === '\n' || token === '&&') endCommand();
    else if (token === '\\\n' || /^\s$/.test(token)) endWord();
    else if (token.startsWith('#') && token.length > 1 && word === null) continue;
    else if (token.startsWith("'")) word = (word ?? '') + token.slice(1, -1);
    else if (token.startsWith('"')) word = (word ?? '') + expand(token.slice(1, -1), variables);
    else word = (word ?? '') + expand(token, variables);
  }
  endCommand();
  return commands;
}

function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\w+)/g, (whole, name: string) => variables[name] ?? whole);
}

function commandOf(all: readonly string[], line: number): DocCommand {
  const first = all.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const words = first < 0 ? [] : all.slice(first);
  const given = all.slice(0, all.length - words.length);
  const settings = Object.fromEntries(
    given.map((word): [string, string] => [
      word.slice(0, word.indexOf('=')),
      word.slice(word.indexOf('=') + 1),
    ]),
  );
  return { settings, words, line };
}
