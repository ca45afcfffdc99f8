/** No example of a page is left out: each is tried by a suite of this folder, or stands in the table with its reason. */
import { existsSync, readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { docBlocks, docCode, docPages, placeOf } from '../../support/doc-blocks.js';
import { EXAMPLES, EXCEPTIONS, exceptionOf, examplesToTry } from './examples.js';
import { flawsOf } from './fits.js';

/** Messages that nobody sends here as they stand; each has a test that compares it. */
const MESSAGES: readonly string[] = ['docs/backup.md', 'docs/orders.md', 'docs/sockets.md'];

it('every example is tried, or is an exception', () => {
  expect(EXAMPLES.length).toBeGreaterThan(70);
  const left = EXAMPLES.filter((example) => example.kind === null && !exceptionOf(example));
  expect(left.map(({ place, text }) => `${place}: ${text.slice(0, 60)}`)).toEqual([]);
  const messages = examplesToTry('message').filter(({ page }) => !MESSAGES.includes(page));
  expect(messages.map(({ place }) => place)).toEqual([]);
});

it('every exception is of an example that is there, and the test that it names has to do with it', () => {
  for (const exception of EXCEPTIONS) {
    const { page, begins, test, reason } = exception;
    expect([page, begins, EXAMPLES.some((example) => exceptionOf(example) === exception)]).toEqual([
      page,
      begins,
      true,
    ]);
    expect(reason).not.toBe('');
    if (test === undefined) continue;
    expect([test, existsSync(test)]).toEqual([test, true]);
    if (reason === 'a test of the page tries it') expect(readFileSync(test, 'utf8')).toContain(`'${page}'`);
  }
});

it('every script that a page names is in package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
  const named = [...docBlocks(), ...docCode()].flatMap((code) =>
    [...code.text.matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map(([, script = '']) => ({
      place: placeOf(code),
      script,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
});

it('every link to a file or a heading leads somewhere', () => {
  const broken = docPages().flatMap((page) => {
    const folder = page.startsWith('docs/') ? 'docs/' : '';
    return [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
      ([whole, path = '', heading]) => {
        const target = path === '' ? page : new URL(path, `file:///${folder}`).pathname.slice(1);
        const found = existsSync(target) && (heading === undefined || headingsOf(target).includes(heading));
        return found ? [] : [`${page}: ${whole}`];
      },
    );
  });
  expect(broken).toEqual([]);
});

it.each(examplesToTry('alarm'))(
  'the alarms at $place are read by Prometheus, of what the page lists',
  ({ page, text }) => {
    const alarms = text
      .trim()
      .split(/ for \d+[smh]$/m)
      .flatMap((alarm) => alarm.trim() || []);
    expect(alarms.length).toBeGreaterThan(2);
    const listed = new Set(
      [...readFileSync(page, 'utf8').matchAll(/^\| `(chaintill_\w+)/gm)].map(([, name]) => name),
    );
    for (const alarm of alarms) {
      const flaws: string[] = [];
      parser.parse(alarm).iterate({
        enter: ({ type, from, to }) => {
          if (type.isError) flaws.push(alarm.slice(from, to));
        },
      });
      expect([alarm, flaws]).toEqual([alarm, []]);
      for (const [name] of alarm.matchAll(/chaintill_\w+/g)) expect(listed).toContain(name);
    }
  },
);

it('README lists every page', () => {
  const text = readFileSync('README.md', 'utf8');
  expect(docPages().filter((page) => page !== 'README.md' && !text.includes(`](${page})`))).toEqual([]);
});

it('what fits an answer is told from what does not', () => {
  const answer = { id: 'cs_12', list: [{ a: 1 }], more: null };
  expect(flawsOf({ id: 'cs_…', list: [{ a: 1 }], more: null }, answer)).toEqual([]);
  expect(flawsOf({ id: '…' }, answer)).toEqual([]);
  const wrong = [
    { id: 'ps_…' },
    { list: [] },
    { list: [{ a: 2 }] },
    { more: 0 },
    { gone: '…' },
    { list: {} },
  ];
  for (const shown of wrong) expect(flawsOf(shown, answer)).toHaveLength(1);
});

/** Headings as links name them. */
function headingsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
