/** Runs a command line of curl; where there is no curl, what it would have sent is sent by `fetch`. */
import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CurlAnswer {
  readonly status: number;
  /** Also where it was written into a file. */
  readonly text: string;
}

/** What the pages use of it. */
export interface CurlRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** File that the answer is written into. */
  readonly output: string | null;
}

/** @throws where a word is none that the pages may use */
export function readCurl(words: readonly string[]): CurlRequest {
  const headers: Record<string, string> = {};
  let url: string | null = null;
  let method: string | null = null;
  let body: string | null = null;
  let output: string | null = null;
  const rest = words.slice(1);
  const value = (option: string): string => {
    const next = rest.shift();
    if (next === undefined) throw new Error(`curl: ${option} without a value`);
    return next;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-H') {
      const [, name = '', text = ''] = /^([\w-]+): (.*)$/.exec(value(word)) ?? [];
      headers[name] = text;
    } else if (word === '-d') body = value(word);
    else if (word === '-X') method = value(word);
    else if (word === '-o') output = value(word);
    else if (word.startsWith('-') || url !== null) throw new Error(`curl: ${word} is not known here`);
    else url = word;
  }
  if (url === null) throw new Error('curl: without an address');
  return { url, method: method ?? (body === null ? 'GET' : 'POST'), headers, body, output };
}

export function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @param folder where it runs */
export async function runCurl(words: readonly string[], folder: string): Promise<CurlAnswer> {
  const request = readCurl(words);
  const answer = hasCurl() ? await byCurl(words, folder) : await byFetch(request);
  if (request.output !== null) await writeFile(join(folder, request.output), answer.text);
  return answer;
}

/** The answer comes here, whatever file it is for. */
async function byCurl(words: readonly string[], folder: string): Promise<CurlAnswer> {
  const args = ['-q', ...words.slice(1), '--silent', '--show-error', '-w', '\n%{http_code}'];
  const out = await new Promise<string>((resolve, reject) => {
    execFile('curl', args.filter(isNotOutput), { cwd: folder }, (error, text, said) =>
      error ? reject(new Error(said || error.message)) : resolve(text),
    );
  });
  const end = out.lastIndexOf('\n');
  return { status: Number(out.slice(end + 1)), text: out.slice(0, end) };
}

/** What `-o` writes is written by `runCurl`, which wants to see it. */
const isNotOutput = (word: string, i: number, words: readonly string[]): boolean =>
  word !== '-o' && words[i - 1] !== '-o';

async function byFetch({ url, method, headers, body }: CurlRequest): Promise<CurlAnswer> {
  const type = body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(url, { method, headers: { ...type, ...headers }, body });
  return { status: response.status, text: await response.text() };
}
