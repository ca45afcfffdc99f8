/** What stands in README.md and docs/: fenced blocks of code, and code inside a line. */
import { readdirSync, readFileSync } from 'node:fs';

export interface DocBlock {
  readonly page: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string;
  readonly text: string;
}

/** Code between backticks, which is one line. */
export type DocCode = Pick<DocBlock, 'page' | 'line' | 'text'>;

export const docPages = (): readonly string[] => [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `docs/${name}`),
];

interface Page {
  readonly blocks: readonly DocBlock[];
  readonly code: readonly DocCode[];
}

function readPage(page: string): Page {
  const blocks: DocBlock[] = [];
  const code: DocCode[] = [];
  let open: { fence: string; language: string; line: number; lines: string[] } | null = null;
  for (const [i, text] of readFileSync(page, 'utf8').split('\n').entries()) {
    const fence = /^ *(`{3,}|~{3,})\s*(\S*)/.exec(text);
    if (open) {
      if (fence?.[1] === open.fence && fence[2] === '') {
        const { language, line, lines } = open;
        blocks.push({ page, line, language, text: lines.map((one) => `${one}\n`).join('') });
        open = null;
      } else {
        open.lines.push(text);
      }
    } else if (fence) {
      open = { fence: fence[1] ?? '', language: fence[2] ?? '', line: i + 2, lines: [] };
    } else {
      const found = [...text.matchAll(/(`+)(.+?)\1(?!`)/g)];
      code.push(...found.map(([, , inside = '']) => ({ page, line: i + 1, text: inside.trim() })));
    }
  }
  if (open) throw new Error(`${page}:${open.line - 1}: the block does not end`);
  return { blocks, code };
}

export const docBlocks = (): readonly DocBlock[] => docPages().flatMap((page) => readPage(page).blocks);
export const docCode = (): readonly DocCode[] => docPages().flatMap((page) => readPage(page).code);

export const placeOf = ({ page, line }: Pick<DocBlock, 'page' | 'line'>): string => `${page}:${line}`;
