import { finalizedViews } from '../../../chain/chain-view.js';
import { ChaintillError } from '../../../domain/errors.js';
import { ok, problem } from '../finding.js';
import type { Probe } from './probe.js';

/** Whether what the runtime says of itself can be read. */
export const metadata: Probe = async ({ rpc }) => {
  try {
    const view = await finalizedViews(rpc)();
    return [ok(`its metadata can be read, of runtime ${view.metadata.specVersion}`)];
  } catch (error) {
    if (error instanceof ChaintillError) throw error;
    return [
      problem(
        'its metadata cannot be read',
        'the chain has a newer runtime than this version knows: see whether there is a newer Chaintill',
      ),
    ];
  }
};
