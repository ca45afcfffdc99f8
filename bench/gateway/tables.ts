/** How many questions about payments, orders and history the gateway answers a second, beside `@subql/query` on the same schema. */
import type { Filled } from '../chain/filled.js';
import { startBenchGateway } from '../chain/gateway.js';
import type { Report } from '../report.js';
import { withPeer, type Peer } from './peer.js';
import { questions } from './questions.js';
import { sample } from './samples.js';
import { ask, type TurnOptions } from './turns.js';

export interface LoadChoice extends TurnOptions {
  /** In a folder, or null where it is still to be installed; null without it. */
  readonly peer: { readonly folder: string | null } | null;
}

export async function loadTables(
  { url, client, key, orders, companies }: Filled,
  choice: LoadChoice,
): Promise<Report> {
  const asked = questions(await sample(client, orders, companies), key);
  const work = async (peer: Peer | null): Promise<Report> => {
    const gateway = await startBenchGateway(url);
    try {
      const facts = { connections: choice.connections, '@subql/query': peer?.version ?? 'left out' };
      return { facts, tables: [await ask(asked, gateway, peer, choice)] };
    } finally {
      await gateway.stop();
    }
  };
  return choice.peer === null ? work(null) : withPeer(choice.peer.folder, url, work);
}
