import { requireTill } from '../../../store/till/instance.js';
import type { Check } from '../examine.js';
import { ok } from '../finding.js';

/** Whether the orders in the database are of the network of the settings (SETTLEMENT 4). */
export const ownership: Check = {
  name: 'chain of the orders',
  async examine({ databases, network, seen }) {
    if (databases === null || !seen.till || network?.genesisHash == null) return [];
    await requireTill(databases.till, network.genesisHash);
    return [ok(`the orders are of ${network.name}`)];
  },
};
