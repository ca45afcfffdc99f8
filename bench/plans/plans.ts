import pg from 'pg';
import { pino } from 'pino';
import { ANONYMOUS } from '../../src/gateway/auth/caller.js';
import { startApollo } from '../../src/gateway/graphql/apollo.js';
import { createRowBudget } from '../../src/gateway/graphql/context.js';
import { createViews } from '../../src/gateway/graphql/views.js';
import { openLogTail } from '../../src/gateway/live/log-tail.js';
import { openWebhookSecrets } from '../../src/gateway/webhooks/secrets.js';
import { openChainDatabase } from '../../src/store/chain/database.js';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { readPrimary } from '../../src/store/reads/reads.js';
import { openTillDatabase } from '../../src/store/till/database.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { network } from '../../test/support/network.js';
import { explain, type Statement, type Verdict } from './explain.js';
import { fill } from './fill.js';
import { operations, type Operation } from './operations.js';

export interface Finding {
  readonly operation: Operation;
  readonly statement: Statement;
  readonly verdict: Verdict;
  /** What is wrong with the plan; null when nothing is. */
  readonly fault: string | null;
}

/** A page of a thousand from each of four branches, several times over; far from any table's size. */
const MOST_ROWS = 20_000;

/**
 * Fills an empty database, asks the gateway everything, and judges the plan of every statement that it sent.
 * @param rows transfers to fill it with
 */
export async function findPlans(
  databaseUrl: string,
  rows: number,
  say: (line: string) => void,
): Promise<readonly Finding[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c jit=off -c enable_bitmapscan=off',
  });
  await client.connect();
  const log = pino({ level: 'silent' });
  const sent: Statement[] = [];
  const chain = openChainDatabase({
    url: databaseUrl,
    log,
    statementTimeoutMs: 600_000,
    onQuery: ({ query: { sql, parameters } }) => void sent.push({ sql, parameters }),
  });
  const till = openTillDatabase({ url: databaseUrl, log });
  const { apollo } = await startApollo(log);
  const tail = openLogTail({ till, databaseUrl, log });
  try {
    await migrateTill({ url: databaseUrl, log });
    await fill(client, rows, say);
    say("making the gateway's own indexes");
    await ensureChainIndexes(databaseUrl, chain.schema, new AbortController().signal);
    say('vacuum analyze');
    await client.query('vacuum analyze');
    const findings: Finding[] = [];
    for (const operation of operations(rows)) {
      sent.length = 0;
      const { body } = await apollo.executeOperation(
        { query: operation.query },
        {
          contextValue: {
            chain,
            till,
            reads: readPrimary(chain, till),
            tail,
            caller: ANONYMOUS,
            origin: 'http://127.0.0.1:4000',
            network,
            chainView: () => Promise.reject(new Error('no node is asked here')),
            heads: { state: () => NO_HEADS },
            views: createViews(network),
            webhookSecrets: openWebhookSecrets(till, null),
            rows: createRowBudget(),
            requestId: operation.name,
          },
        },
      );
      if (body.kind === 'single' && body.singleResult.errors) {
        throw new Error(`${operation.name}: ${JSON.stringify(body.singleResult.errors)}`);
      }
      const asked = sent.filter(({ sql }) => /^\s*select/i.test(sql));
      for (const statement of asked) {
        const verdict = await explain(chain, statement);
        findings.push({ operation, statement, verdict, fault: faultOf(operation, verdict) });
      }
    }
    return findings;
  } finally {
    await Promise.all([apollo.stop(), tail.close()]);
    await Promise.all([chain.db.destroy(), till.destroy()]);
    await client.end();
  }
}

const NO_HEADS = {
  status: 'connecting',
  reason: 'no node here',
  genesisHash: null,
  best: null,
  finalized: null,
  sinceLastHead: null,
} as const;

function faultOf({ reads }: Operation, { whole, rows }: Verdict): string | null {
  if (reads !== undefined) return null;
  if (whole.length > 0) return `reads the whole of ${whole.join(', ')}`;
  return rows > MOST_ROWS ? `looks at ${rows} rows` : null;
}
