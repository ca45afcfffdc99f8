import { isHex } from '../../../domain/hex.js';
import { ok, problem } from '../finding.js';
import type { Probe } from './probe.js';

/** Whether it serves the network's chain. */
export const genesis: Probe = async ({ rpc, patient: { network } }) => {
  const hash = await rpc.request<unknown>('chain_getBlockHash', [0]);
  const shown = typeof hash === 'string' && isHex(hash) ? hash.slice(0, 66) : 'none that can be read';
  if (network?.genesisHash == null || hash === network.genesisHash) return [ok(`its genesis is ${shown}`)];
  return [
    problem(
      `it serves another chain than ${network.name}: its genesis is ${shown}`,
      'check --network and --endpoint',
    ),
  ];
};
