import { startEmbeddedPostgres } from '../postgres/embedded.js';
import { checkDatabase, claimDatabase, createDatabase, type Claim } from '../postgres/index-database.js';
import type { Context } from './context.js';

/** Postgres, before it is known which chain's index it shall hold. */
export interface Database {
  /** Gives the database for the index of a chain. */
  claim(owner: {
    network: string;
    genesisHash: string;
    dev: boolean;
  }): Promise<{ url: string; claim: Claim }>;
}

/** Starts the embedded Postgres, or uses the one that DATABASE_URL names. */
export async function openDatabase(context: Context): Promise<Database> {
  const { config, folder, log, progress, stack, fail } = context;
  const given = config.databaseUrl;
  const step = progress.step('Postgres');
  if (given !== null) {
    await checkDatabase(given);
    step.done(`${new URL(given).host}, as DATABASE_URL says`);
    return { claim: async (owner) => ({ url: given, claim: await claimDatabase(given, owner) }) };
  }
  const server = await startEmbeddedPostgres({
    dataFolder: folder,
    log: log.child({ part: 'postgres' }),
    onNote: (note) => progress.say(`  ! ${note}`),
  });
  stack.push({ name: 'Postgres', stop: () => server.stop(), kill: () => server.kill() });
  void server.gaveUp.then(fail);
  step.done(`${new URL(server.url).host}, data in ${server.home}`);
  if (server.moved !== null) progress.say(`    (${server.moved})`);
  return {
    async claim(owner) {
      const url = await createDatabase(server.url, owner.network);
      return { url, claim: await claimDatabase(url, owner) };
    },
  };
}
