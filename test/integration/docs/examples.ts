/** The examples of the pages, and what becomes of each here: every one is tried, or stands in a table with the reason why not. */
import { docBlocks, placeOf, type DocBlock } from '../../support/doc-blocks.js';
import { readCommands, type DocCommand } from '../../support/doc-commands.js';

/** The suite of this folder that tries it; `answer`: it is what the request before it must be answered with. */
export type Kind = 'operation' | 'request' | 'command' | 'code' | 'answer' | 'message' | 'link' | 'alarm';

export interface Example extends DocBlock {
  /** Where it stands, for the names of tests. */
  readonly place: string;
  readonly kind: Kind | null;
  /** Of a block of a shell: each command is an example. */
  readonly command: DocCommand | null;
  /** The answer that the page shows after it. */
  readonly answer: unknown;
}

/** What is not tried in this folder. */
export interface Exception {
  readonly page: string;
  /** What the block, or the command without its settings, begins with. */
  readonly begins: string;
  /** The test that tries it in words of the page, or that runs the same command. */
  readonly test?: string;
  readonly reason: string;
}

const PICTURE = 'it is a picture';
const OPENSSL = 'its receiver and keys are made there';
const DEV_CHAIN = 'it starts the whole of it, which takes longer than these tests may';
const OWN_PAGE = 'a test of the page tries it';

export const EXCEPTIONS: readonly Exception[] = [
  { page: 'README.md', begins: '  wallet', reason: PICTURE },
  { page: 'README.md', begins: 'npm ci && npm start', test: 'test/e2e/start.test.ts', reason: DEV_CHAIN },
  { page: 'README.md', begins: 'npm run demo', test: 'test/e2e/demo-liberland.test.ts', reason: DEV_CHAIN },
  { page: 'README.md', begins: 'npm ci && npm test', reason: 'it is what runs this' },
  { page: 'docs/backfill.md', begins: 'finalized history', reason: PICTURE },
  {
    page: 'docs/backfill.md',
    begins: 'node dist/cli/main.js backfill',
    test: 'test/integration/backfill.test.ts',
    reason: 'it starts @subql/node to make the tables',
  },
  {
    page: 'docs/backfill.md',
    begins: 'node dist/cli/main.js verify-index',
    test: 'test/integration/backfill.test.ts',
    reason: 'it needs a chain that was indexed',
  },
  {
    page: 'docs/checkout-sessions.md',
    begins: '',
    test: 'test/integration/checkout-sessions-page.test.ts',
    reason: OWN_PAGE,
  },
  {
    page: 'docs/benchmarks.md',
    begins: 'payment status by reference',
    reason: 'it is what a profiler printed',
  },
  {
    page: 'docs/commands.md',
    begins: 'node dist/cli/main.js accounts prove',
    test: 'test/integration/cli-accounts.test.ts',
    reason: 'its nonce and signature are made there',
  },
  {
    page: 'docs/commands.md',
    begins: 'node dist/cli/main.js refund',
    test: 'test/integration/cli-refund.test.ts',
    reason: 'it waits for a settler',
  },
  { page: 'docs/concepts.md', begins: 'block ──', reason: PICTURE },
  { page: 'docs/concepts.md', begins: '                         ┌', reason: PICTURE },
  {
    page: 'docs/doctor.md',
    begins: '✓ settings',
    reason: 'it is what the command prints of an instance with troubles',
  },
  {
    page: 'docs/kubernetes.md',
    begins: 'docker',
    test: 'test/unit/cli/kubernetes.test.ts',
    reason: 'it needs Docker and a registry',
  },
  {
    page: 'docs/kubernetes.md',
    begins: 'kubectl',
    test: 'test/unit/cli/kubernetes.test.ts',
    reason: 'it needs a cluster; the manifests are checked',
  },
  {
    page: 'docs/kubernetes.md',
    begins: 'DATABASE_URL=',
    test: 'test/unit/cli/kubernetes.test.ts',
    reason: 'it is the form of a file with secrets',
  },
  { page: 'docs/limits.md', begins: 'proxy_set_header', reason: 'it is a line for nginx' },
  { page: 'docs/payments.md', begins: 'utility.batchAll', reason: 'it is the form of a call, not code' },
  {
    page: 'docs/quick-start.md',
    begins: 'npm ci && npm start',
    test: 'test/e2e/start.test.ts',
    reason: DEV_CHAIN,
  },
  {
    page: 'docs/quick-start.md',
    begins: 'export',
    test: 'test/integration/cli-doctor.test.ts',
    reason: 'it needs a node of the real chain',
  },
  {
    page: 'docs/reindex.md',
    begins: 'node dist/cli/main.js reindex',
    test: 'test/integration/cli-reindex.test.ts',
    reason: 'it starts @subql/node and a chain',
  },
  {
    page: 'docs/replay.md',
    begins: 'Of 2 orders',
    reason: 'it is what the command prints of a damaged till',
  },
  {
    page: 'docs/shop-front.md',
    begins: '{',
    test: 'test/integration/shop-front-page.test.ts',
    reason: OWN_PAGE,
  },
  {
    page: 'docs/shop-front.md',
    begins: 'function buy',
    test: 'test/integration/shop-front-page.test.ts',
    reason: OWN_PAGE,
  },
  { page: 'docs/telemetry.md', begins: 'npm start', test: 'test/e2e/start.test.ts', reason: DEV_CHAIN },
  {
    page: 'docs/telemetry.md',
    begins: 'curl',
    test: 'test/integration/telemetry.test.ts',
    reason: 'it asks what the line above starts',
  },
  {
    page: 'docs/webhooks.md',
    begins: 'key=$(',
    test: 'test/integration/webhooks-page.test.ts',
    reason: OPENSSL,
  },
  {
    page: 'docs/webhooks.md',
    begins: '{ printf',
    test: 'test/integration/webhooks-page.test.ts',
    reason: OPENSSL,
  },
  {
    page: 'docs/webhooks.md',
    begins: 'printf',
    test: 'test/integration/webhooks-page.test.ts',
    reason: OPENSSL,
  },
  { page: 'docs/reliability.md', begins: 'npm run chaos', reason: 'it runs suites beside this one' },
];

export const MAIN = ['node', 'dist/cli/main.js'];

export const isOurs = ({ words }: DocCommand): boolean => MAIN.every((word, i) => words[i] === word);

/** Languages whose blocks are requests, which an answer may follow. */
const KINDS: Readonly<Record<string, Kind>> = {
  graphql: 'operation',
  ts: 'code',
  js: 'code',
  json: 'message',
  html: 'link',
  promql: 'alarm',
};

export function exceptionOf({ page, text }: Pick<DocBlock, 'page' | 'text'>): Exception | null {
  return EXCEPTIONS.find((one) => one.page === page && text.startsWith(one.begins)) ?? null;
}

/** A block as examples: one, or one for each command. */
function examplesOf(block: DocBlock, answer: unknown): readonly Example[] {
  const whole = {
    ...block,
    place: placeOf(block),
    kind: KINDS[block.language] ?? null,
    command: null,
    answer,
  };
  if (block.language !== 'sh' || exceptionOf(block)) return [whole];
  return readCommands(block.text, VARIABLES).map((command) => {
    const line = block.line + command.line;
    return {
      ...whole,
      line,
      place: placeOf({ page: block.page, line }),
      text: command.words.join(' '),
      command,
      kind:
        command.words[0] === 'curl'
          ? 'request'
          : isOurs(command) || command.words.length === 0
            ? 'command'
            : null,
    };
  });
}

/** What the variables of the pages stand for. */
const VARIABLES = { GATEWAY: 'http://127.0.0.1:4000', CURSOR: '0', KEY: 'sk_dev_chaintill' };

function readExamples(): readonly Example[] {
  const blocks = docBlocks();
  const answers = new Set(
    blocks.filter(
      (block, i) =>
        block.language === 'json' &&
        !exceptionOf(block) &&
        block.page === blocks[i - 1]?.page &&
        asks(blocks[i - 1]),
    ),
  );
  return blocks.flatMap((block, i) => {
    const next = blocks[i + 1];
    const answer: unknown = next && answers.has(next) ? JSON.parse(next.text) : undefined;
    return examplesOf(block, answer).map((example) =>
      answers.has(block) ? { ...example, kind: 'answer' as const } : example,
    );
  });
}

const asks = (block: DocBlock | undefined): boolean =>
  block?.language === 'graphql' || (block?.language === 'sh' && block.text.trimStart().startsWith('curl'));

export const EXAMPLES = readExamples();

/** What a suite has to try. */
export const examplesToTry = (kind: Kind): readonly Example[] =>
  EXAMPLES.filter((example) => example.kind === kind && !exceptionOf(example));
