/** Somebody else on the same Postgres, who takes every connection that it gives. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface Hog {
  /** How many it holds. */
  readonly connections: number;
  release(): Promise<void>;
}

const NAME = 'somebody else';
const TOO_MANY = '53300';

/** Takes connections until nobody else has one. Those of others it ends, as an idle time-out or a proxy does. */
export async function takeAllConnections(url: string): Promise<Hog> {
  const held: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url, application_name: NAME });
    client.on('error', () => undefined); // Postgres ends it with the test
    try {
      await client.connect();
      held.push(client);
    } catch (error) {
      if ((error as { code?: string }).code !== TOO_MANY) throw error;
      if ((await endOthers(held[0])) === 0) break;
      await sleep(5);
    }
  }
  return {
    connections: held.length,
    async release() {
      await Promise.all(held.map((client) => client.end()));
    },
  };
}

/** @returns how many there were */
async function endOthers(client: pg.Client | undefined): Promise<number> {
  const answer = await client?.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where backend_type = 'client backend' and application_name is distinct from $1`,
    [NAME],
  );
  return answer?.rowCount ?? 1;
}
