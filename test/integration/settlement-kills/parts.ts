/** The parts of a till as processes of their own, each of which can be killed at any moment and started again. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { descendants, findProcess, untilGone, watchScript, type Watched } from '../../support/processes.js';

/**
 * Runs a Postgres on the folder that is its argument, with the settings that are its second, and again whenever it ends or
 * does not start: `chaintill start` would give up on one that ends so often. While there is a file `down` in the folder, it
 * stays away.
 */
const POSTGRES = `
  const { serverAccount } = await import(dist('cli/postgres/account.js'));
  const { completeBinaries, findBinaries } = await import(dist('cli/postgres/binaries.js'));
  const { openCluster } = await import(dist('cli/postgres/cluster.js'));
  const { clearLeftover } = await import(dist('cli/postgres/leftover.js'));
  const { choosePlace } = await import(dist('cli/postgres/place.js'));
  const { startServer } = await import(dist('cli/postgres/server.js'));
  const { freePort } = await import(dist('cli/process/port.js'));
  const { existsSync } = await import('node:fs');
  const { setTimeout: sleep } = await import('node:timers/promises');
  const [, folder, settings] = process.argv;
  const account = await serverAccount(folder + '/postgres/data');
  const installed = findBinaries();
  await completeBinaries(installed);
  const place = await choosePlace(folder, installed, account);
  const { data, password } = await openCluster(place, account);
  const port = await freePort();
  let server;
  let stopping = false;
  process.on('SIGTERM', async () => {
    stopping = true;
    await server?.stop();
  });
  for (let first = true; !stopping; ) {
    while (existsSync(folder + '/down') && !stopping) await sleep(50);
    try {
      await clearLeftover(data);
      server = await startServer({
        binaries: place.binaries, data, port, account, settings: JSON.parse(settings), onLine: () => {},
      });
    } catch (error) {
      if (first) throw error;
      console.log(error.message);
      await sleep(500);
      continue;
    }
    const url = 'postgres://chaintill:' + password + '@127.0.0.1:' + port + '/postgres?sslmode=disable';
    if (first) console.log(JSON.stringify({ url, home: place.home }));
    first = false;
    await server.exited;
  }`;

const SETTLER = `
  const { startSettler } = await import(dist('settlement/settler.js'));
  const { pino } = await import('pino');
  const log = pino({ level: 'warn' });
  const notation = { ss58Prefix: 42, native: { symbol: 'LLD', decimals: 12 }, assets: new Map() };
  startSettler({
    databaseUrl: process.argv[1], schema: 'chain', chainIdentity: '0x00', dustOf: () => 0n, notation, log,
  });`;

const INDEXER = `
  const { startIndexer } = await import(dist('cli/indexer/supervise.js'));
  const { freePort } = await import(dist('cli/process/port.js'));
  const { pino } = await import('pino');
  const [, folder, endpoint, databaseUrl] = process.argv;
  const endpoints = [endpoint];
  const indexer = await startIndexer({ folder, endpoints, databaseUrl, port: await freePort(), log: pino({ level: 'warn' }) });
  process.on('SIGTERM', () => indexer.stop());`;

export interface PostgresPart {
  /** Of the maintenance database. */
  readonly url: string;
  /** Kills the server, which its keeper starts again. */
  kill(): Promise<void>;
  /** Sends the server a signal, after which its keeper leaves it down until `comeBack`. */
  goAway(signal: NodeJS.Signals): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
  output(): string;
}

export interface PostgresOptions {
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What runs its keeper. */
  readonly run?: (script: string, args: readonly string[]) => Watched;
}

export async function startPostgresPart(
  folder: string,
  { settings = {}, run = watchScript }: PostgresOptions = {},
): Promise<PostgresPart> {
  const parent = run(POSTGRES, [folder, JSON.stringify(settings)]);
  const down = join(folder, 'down');
  const { url, home } = JSON.parse((await parent.line(/^\{.*/))[0]) as { url: string; home: string };
  const pid = async (): Promise<number> =>
    Number((await readFile(join(home, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return {
    url,
    async kill() {
      try {
        process.kill(await pid(), 'SIGKILL');
      } catch (error) {
        // Killed before, and not up again: its keeper waits for what it still computes.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    async goAway(signal) {
      await writeFile(down, '');
      const server = await pid();
      process.kill(server, signal);
      await untilGone(server);
    },
    comeBack: () => rm(down),
    stop: () => end(parent, 'SIGTERM'),
    output: () => parent.lines.filter((line) => line !== JSON.stringify({ url, home })).join('\n'),
  };
}

/** A part that is started again by whoever kills it. */
export interface Killable {
  /** Kills it and starts it anew. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  output(): string;
}

export function startSettlerPart(databaseUrl: string): Killable {
  return killable(() => watchScript(SETTLER, [databaseUrl]));
}

export interface IndexerPart extends Killable {
  /** Kills the node alone, which its supervisor starts again. @returns whether there was one */
  killNode(): Promise<boolean>;
}

/** The supervisor and the node under it go together: the node's guard ends it when its parent is gone. */
/** @param endpoint that of the project in `folder` */
export function startIndexerPart(folder: string, endpoint: string, databaseUrl: string): IndexerPart {
  const part = killable(() => watchScript(INDEXER, [folder, endpoint, databaseUrl]));
  return {
    ...part,
    async killNode() {
      // The last in line: the guard between them has the node's arguments in its own.
      const below = descendants(part.pid()).reverse();
      const node = await findProcess(below, '--subquery=').catch(() => null);
      if (node === null) return false; // its supervisor is about to start it
      process.kill(node, 'SIGKILL');
      return true;
    },
  };
}

/** @param start starts it, at once and after each kill */
export function killable(start: () => Watched): Killable & { readonly pid: () => number } {
  let running = start();
  return {
    async kill() {
      await end(running, 'SIGKILL');
      running = start();
    },
    stop: () => end(running, 'SIGTERM'),
    output: () => running.lines.join('\n'),
    pid: () => running.pid,
  };
}

async function end(part: Watched, signal: NodeJS.Signals): Promise<void> {
  part.child.kill(signal);
  await part.exited;
}
