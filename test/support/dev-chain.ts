import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { ProviderInterface } from '@polkadot/rpc-provider/types';
import type { EventRecord } from '@polkadot/types/interfaces';
import type { ISubmittableResult } from '@polkadot/types/types';
import type { Hex } from '../../src/domain/hex.js';

/** A polkadot.js connection that keeps its log to itself. */
export function connectApi(endpoint: string): Promise<ApiPromise> {
  // The two packages disagree on whether an optional property may be undefined.
  const provider = new WsProvider(endpoint) as ProviderInterface;
  return ApiPromise.create({ provider, noInitWarn: true });
}

export function signer(uri: string): KeyringPair {
  return new Keyring({ type: 'sr25519' }).addFromUri(uri);
}

/** What a payer submits: a transfer, and a remark beside it. */
export function payment(
  api: ApiPromise,
  payee: Hex,
  amount: bigint,
  remark: Hex,
): SubmittableExtrinsic<'promise'> {
  const calls = [
    api.tx['balances']?.['transferKeepAlive']?.({ Id: payee }, amount),
    api.tx['system']?.['remarkWithEvent']?.(remark),
  ];
  const batch = api.tx['utility']?.['batchAll']?.(calls);
  if (batch === undefined) throw new Error('this runtime has no utility.batchAll');
  return batch;
}

export interface Included {
  readonly block: Hex;
  readonly events: readonly EventRecord[];
}

/**
 * Resolves when the extrinsic is in a block; rejects when it is refused, before or after it was taken.
 * @param onTaken is called once or more when the chain has taken it, and it is on its way into a block
 */
export function included(
  extrinsic: SubmittableExtrinsic<'promise'>,
  from: KeyringPair,
  nonce = -1,
  onTaken: () => void = () => undefined,
): Promise<Included> {
  return new Promise((resolve, reject) => {
    const update = (result: ISubmittableResult): void => {
      const { status, events } = result;
      onTaken();
      // polkadot.js may drop the first of two statuses that follow each other closely.
      if (status.isInBlock) resolve({ block: status.asInBlock.toHex(), events });
      else if (status.isFinalized) resolve({ block: status.asFinalized.toHex(), events });
      else if (result.isError) reject(new Error(`the extrinsic became ${status.type}`));
    };
    extrinsic.signAndSend(from, { nonce }, update).catch(reject);
  });
}

export const eventNames = ({ events }: Included): string[] =>
  events.map(({ event }) => `${event.section}.${event.method}`);
