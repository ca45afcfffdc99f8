import type { ApiPromise } from '@polkadot/api';
import { Keyring } from '@polkadot/keyring';
import { ALICE } from '../../chain/dev/accounts.js';
import { ChaintillError } from '../../domain/errors.js';
import { pay, type Paid } from './pay.js';
import { remarkCall, type Extrinsic } from './remark.js';
import type { Order } from './shop.js';

/** The buyer's side: what a wallet would do. */
export interface Payer {
  /** Pays an order, with its remark if it needs one. @param amount in the smallest unit */
  pay(
    order: Order,
    amount: bigint,
    signal: AbortSignal,
  ): Promise<{ paid: Paid; block: number; shown: string }>;
}

const DESCRIPTION = 'one coffee';

/** @throws {ChaintillError} `DEMO_RUNTIME` where the runtime cannot do it */
export function createPayer(api: ApiPromise): Payer {
  const transfer = api.tx['balances']?.['transferKeepAlive'];
  const batchAll = api.tx['utility']?.['batchAll'];
  if (!transfer || !batchAll) {
    throw new ChaintillError(
      'DEMO_RUNTIME',
      'the runtime of this chain has no balances.transferKeepAlive or no utility.batchAll',
    );
  }
  const calls = { transfer, batchAll };
  const alice = new Keyring({ type: 'sr25519' }).addFromUri(ALICE.uri);

  function build({ payee, remark }: Order, amount: bigint): { call: Extrinsic; shown: string } {
    const money = calls.transfer(payee, amount);
    const shown = `balances.transferKeepAlive(${payee}, ${amount})`;
    if (remark === null) return { call: money, shown };
    const named = remarkCall(api, remark, DESCRIPTION);
    return {
      call: calls.batchAll([money, named.call]),
      shown: `utility.batchAll([${shown}, ${named.shown}])`,
    };
  }

  return {
    async pay(order, amount, signal) {
      const { call, shown } = build(order, amount);
      const paid = await pay(api, alice, call, signal);
      const { number } = await api.rpc.chain.getHeader(paid.blockHash);
      return { paid, block: number.toNumber(), shown };
    },
  };
}
