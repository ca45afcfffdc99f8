import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAccount } from '../../src/cli/postgres/account.js';
import { completeBinaries, findBinaries } from '../../src/cli/postgres/binaries.js';
import { openCluster, SUPERUSER } from '../../src/cli/postgres/cluster.js';
import { choosePlace } from '../../src/cli/postgres/place.js';
import { startServer } from '../../src/cli/postgres/server.js';
import { freePort } from '../../src/cli/process/port.js';

export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A Postgres on a free port, with its data in a temporary folder, that does not care for power cuts. It takes its
 * guard from `guardScript`, as another run may be building dist/ anew, and removes `scripts` when it stops.
 */
export async function startTestPostgres(scripts: string, guardScript: string): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-test-'));
  await chmod(folder, 0o755);
  const account = await serverAccount(join(folder, 'postgres', 'data'));
  const installed = findBinaries();
  await completeBinaries(installed);
  const place = await choosePlace(folder, installed, account);
  const { data, password } = await openCluster(place, account);
  const port = await freePort();
  const server = await startServer({
    binaries: place.binaries,
    data,
    port,
    account,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    onLine: () => undefined,
    guardScript,
  });
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await Promise.all([folder, scripts].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}
