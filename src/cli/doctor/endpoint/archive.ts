import { ChaintillError } from '../../../domain/errors.js';
import { ok, warning } from '../finding.js';
import type { Probe } from './probe.js';

/** Whether it has the states of old blocks, without which history cannot be indexed. */
export const archive: Probe = async ({ rpc, patient: { network } }) => {
  const first = Math.max(1, network?.startBlock ?? 1);
  const hash = await rpc.request<string | null>('chain_getBlockHash', [first]);
  if (hash === null) return [ok(`block ${first} is not there yet`)];
  try {
    await rpc.request('state_getRuntimeVersion', [hash]);
    return [ok(`it has the states of old blocks, back to ${first}`)];
  } catch (error) {
    if (!(error instanceof ChaintillError)) throw error;
    return [
      warning(
        `it does not have the state of block ${first}, so it is no archive node`,
        'it will do to follow the chain; to index history, name an archive node with --endpoint',
      ),
    ];
  }
};
