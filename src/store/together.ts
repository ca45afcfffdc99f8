/** Reads several things of one moment. */
import { sql, type Kysely } from 'kysely';
import { snapshot } from './snapshot.js';

type Read<Tables, Result = unknown> = (db: Kysely<Tables>) => Promise<Result>;

/** @param db a transaction of `snapshot`: all is read of its moment */
export type ReadTogether<Tables> = <Results extends readonly unknown[]>(
  db: Kysely<Tables>,
  ...reads: { readonly [Place in keyof Results]: Read<Tables, Results[Place]> }
) => Promise<Results>;

/** One after the other, over the connection that is there. */
export function readInTurn<Tables>(): ReadTogether<Tables> {
  return asTogether(async (db, reads) => {
    const results: unknown[] = [];
    for (const read of reads) results.push(await read(db));
    return results;
  });
}

/**
 * Beside each other, all but the first over connections of their own: who waits for all waits for the longest. What finds none
 * free is read in turn, so that nobody who holds a connection waits for another.
 * @param others connections to the same server, at least `most`, that nobody else takes
 */
export function readBeside<Tables>(others: Kysely<Tables>, most: number): ReadTogether<Tables> {
  let free = most;

  return asTogether<Tables>(async (db, reads) => {
    const results: unknown[] = [];
    const all = reads.map((read, place) => async (from: Kysely<Tables>) => {
      results[place] = await read(from);
    });
    const here = all.splice(0, Math.max(1, all.length - free));
    free -= all.length;
    try {
      const moment = all.length === 0 ? '' : await nameMoment(db);
      const left: Read<Tables>[] = [];
      await allEnded([
        inTurn(db, here),
        ...all.map(async (read) => {
          if (!(await readThere(others, moment, read))) left.push(read);
        }),
      ]);
      await inTurn(db, left);
    } finally {
      free += all.length;
    }
    return results;
  });
}

/** For other connections, while this transaction lasts. */
async function nameMoment<Tables>(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ moment: string }>`select pg_export_snapshot() as moment`.execute(db);
  return rows[0]?.moment ?? '';
}

/** @returns false where no connection was to be had, and nothing was read */
async function readThere<Tables>(
  others: Kysely<Tables>,
  moment: string,
  read: Read<Tables>,
): Promise<boolean> {
  const there = { isConnected: false };
  try {
    await snapshot(others, async (db) => {
      there.isConnected = true;
      await sql`set transaction snapshot ${sql.lit(moment)}`.execute(db);
      await read(db);
    });
  } catch (failure) {
    if (there.isConnected) throw failure;
  }
  return there.isConnected;
}

async function inTurn<Tables>(db: Kysely<Tables>, reads: readonly Read<Tables>[]): Promise<void> {
  for (const read of reads) await read(db);
}

/** Fails as the first of them that failed, but only when none goes on: it would read from a transaction that has ended. */
async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(works)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

function asTogether<Tables>(
  read: (db: Kysely<Tables>, reads: readonly Read<Tables>[]) => Promise<readonly unknown[]>,
): ReadTogether<Tables> {
  return (async (db: Kysely<Tables>, ...reads: readonly Read<Tables>[]) =>
    read(db, reads)) as unknown as ReadTogether<Tables>;
}
