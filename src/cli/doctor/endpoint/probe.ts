import type { Rpc } from '../../../chain/rpc.js';
import type { Remark } from '../finding.js';
import type { Patient } from '../patient.js';

/** Looks at one thing of one RPC endpoint that answers. */
export type Probe = (asked: { readonly rpc: Rpc; readonly patient: Patient }) => Promise<readonly Remark[]>;
