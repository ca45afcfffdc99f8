/** Several readings of one moment, over connections of their own or in turn. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import pg from 'pg';
import { snapshot } from '../../src/store/snapshot.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import type { TillTables } from '../../src/store/till/tables.js';
import { readBeside, readInTurn, type ReadTogether } from '../../src/store/together.js';
import { silent } from '../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let writer: pg.Client;
let till: TillDatabase;
let others: TillDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  writer = new pg.Client({ connectionString: database.url });
  await writer.connect();
  await writer.query('create table written (place integer)');
  till = openTillDatabase({ url: database.url, log: silent });
  others = openTillDatabase({ url: database.url, log: silent, size: 2 });
});
afterAll(async () => {
  await Promise.all([till.destroy(), others.destroy(), writer.end()]);
  await database.drop();
});

/** How many rows there are, and which connection says so. */
async function look(db: Kysely<TillTables>): Promise<{ readonly rows: number; readonly connection: number }> {
  const { rows } = await sql<{ rows: number; connection: number }>`
    select count(*)::integer as rows, pg_backend_pid() as connection from public.written`.execute(db);
  const [found] = rows;
  if (!found) throw new Error('count(*) gave no row');
  return found;
}

function connectionsOf(looks: readonly { readonly connection: number }[]): number {
  return new Set(looks.map(({ connection }) => connection)).size;
}

it.each<[string, () => ReadTogether<TillTables>]>([
  ['beside each other', () => readBeside(others, 2)],
  ['in turn', () => readInTurn()],
])('are of one moment, whatever is written while they are read: %s', async (_how, open) => {
  const together = open();
  const before = await look(till);
  const after = await snapshot(till, async (db) => {
    await look(db); // The moment of a transaction is that of its first statement.
    const written = writer.query('insert into written values (1)');
    const afterwards = async (from: Kysely<TillTables>): ReturnType<typeof look> => {
      await written;
      return look(from);
    };
    return together(db, afterwards, afterwards, afterwards);
  });
  expect(after.map(({ rows }) => rows)).toEqual([before.rows, before.rows, before.rows]);
  expect((await look(till)).rows).toBe(before.rows + 1);
});

it('take a connection each, as far as there are any, and give their answers in order', async () => {
  const together = readBeside(others, 2);
  const named =
    (name: string) =>
    async (db: Kysely<TillTables>): Promise<{ readonly name: string; readonly connection: number }> => ({
      name,
      connection: (await look(db)).connection,
    });
  type Named = Awaited<ReturnType<ReturnType<typeof named>>>;
  const reading = (last = named('d')): Promise<readonly Named[]> =>
    snapshot(till, (db) => together(db, named('a'), named('b'), named('c'), last));
  // The second begins while the first has all there are.
  let inner: readonly Named[] = [];
  const outer = await reading(async (db) => {
    inner = await reading();
    return named('d')(db);
  });
  const both = [outer, inner];
  for (const answers of both) expect(answers.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  expect(both.map(connectionsOf)).toEqual([3, 1]);
  expect(connectionsOf(await reading())).toBe(3);
});

it('are read in turn where no other connection is to be had', async () => {
  const nowhere = new URL(database.url);
  nowhere.port = '1';
  const unreachable = openTillDatabase({ url: nowhere.href, log: silent });
  try {
    const together = readBeside(unreachable, 2);
    const looks = await snapshot(till, (db) => together(db, look, look, look));
    expect(looks).toHaveLength(3);
    expect(connectionsOf(looks)).toBe(1);
  } finally {
    await unreachable.destroy();
  }
});

it('fail as the one that failed, when none of them goes on, and leave their connections free', async () => {
  const together = readBeside(others, 2);
  let ended = false;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const failing = snapshot(till, (db) =>
    together(
      db,
      async (from) => {
        await begun;
        await sql`select 1/0`.execute(from);
      },
      async (from) => {
        begin();
        await sql`select pg_sleep(0.2)`.execute(from);
        ended = true;
      },
    ),
  );
  await expect(failing).rejects.toThrow('division by zero');
  expect(ended).toBe(true);
  await expect(
    snapshot(till, (db) => together(db, look, async (from) => sql`select 1/0`.execute(from))),
  ).rejects.toThrow('division by zero');
  expect(connectionsOf(await snapshot(till, (db) => together(db, look, look, look)))).toBe(3);
});
