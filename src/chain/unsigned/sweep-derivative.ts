import { formatAccount } from '../../domain/account.js';
import { deriveAddress } from '../../domain/deposit-address.js';
import type { Hex } from '../../domain/hex.js';
import type { ChainView } from '../chain-view.js';
import { unsignedCall, type UnsignedCall } from './call.js';
import { describeItems, readDeposits, type Deposit, type SweepRequest } from './deposits.js';
import { asDerivative } from './derivative.js';
import { groupByCalls } from './grouping.js';
import { transferOut } from './transfer.js';

export interface DerivativeSweep {
  /** Hash of the block whose balances were read. */
  readonly at: Hex;
  /** For the owner to sign, in this order; none when nothing is there. The owner pays the fees. */
  readonly batches: readonly SweepBatch[];
  /** What the owner should know before signing. */
  readonly notes: readonly string[];
}

export interface SweepBatch extends UnsignedCall {
  /** The addresses that it empties; their items are the batch's, in order. */
  readonly deposits: readonly Deposit[];
}

const STOPS =
  'This runtime has no utility.forceBatch: a batch stops at its first item that fails, and keeps what it did before. ' +
  'Look at its result, and build the sweep again.';

/**
 * What empties derivative deposit addresses (`deriveAddress`) into their owner's account, in bounded batches that go on
 * after an item that fails, where the runtime has such batches.
 * @throws {ChaintillError} `RUNTIME_LACKS_CALL`, `INVALID_DERIVATION_PATH`, `DEPOSIT_ADDRESS_UNSUPPORTED`, and those of
 * `Rpc.request`
 */
export async function planDerivativeSweep(view: ChainView, request: SweepRequest): Promise<DerivativeSweep> {
  const { at, metadata } = view;
  const { owner, network } = request;
  const { deposits, notes } = await readDeposits(view, request, deriveAddress);
  const goesOn = metadata.hasCall('utility.forceBatch');
  const batches = groupByCalls(deposits, ({ items }) => items.length).map((group): SweepBatch => {
    const calls = group.flatMap(({ path, items }) =>
      items.map(({ token, amount }) =>
        asDerivative(metadata, path, transferOut(metadata, token.asset, owner, amount)),
      ),
    );
    const call = metadata.call(goesOn ? 'utility.forceBatch' : 'utility.batch', calls);
    const [sum, to] = [
      describeItems(group.flatMap(({ items }) => items)),
      formatAccount(owner, network.ss58Prefix),
    ];
    const description = `Sweep deposit addresses (${group.length}) to ${to}: ${sum}.`;
    return { ...unsignedCall(metadata, call, owner, description), deposits: group };
  });
  return { at, batches, notes: goesOn || batches.length === 0 ? notes : [...notes, STOPS] };
}
