import type { ApiPromise } from '@polkadot/api';
import type { KeyringPair } from '@polkadot/keyring/types';
import type { ISubmittableResult } from '@polkadot/types/types';
import { ChaintillError } from '../../domain/errors.js';
import type { Extrinsic } from './remark.js';

/** Where a payment is on the chain. */
export interface Paid {
  readonly extrinsicHash: string;
  readonly blockHash: string;
}

/**
 * Sends an extrinsic and waits until it is in a block.
 * @throws {ChaintillError} `DEMO_PAYMENT` when the chain refuses it.
 */
export async function pay(
  api: ApiPromise,
  payer: KeyringPair,
  extrinsic: Extrinsic,
  signal: AbortSignal,
): Promise<Paid> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    const refuse = (why: string, cause?: unknown): void =>
      reject(new ChaintillError('DEMO_PAYMENT', `the chain refuses the payment: ${why}`, { cause }));

    function onStatus({ status, dispatchError, txHash, isError }: ISubmittableResult): void {
      if (dispatchError) refuse(dispatchErrorName(api, dispatchError));
      else if (isError) refuse(status.type);
      else if (status.isInBlock) {
        resolve({ extrinsicHash: txHash.toHex(), blockHash: status.asInBlock.toHex() });
      }
    }
    extrinsic.signAndSend(payer, onStatus).catch((error: unknown) => refuse(String(error), error));
  });
}

function dispatchErrorName(api: ApiPromise, error: NonNullable<ISubmittableResult['dispatchError']>): string {
  if (!error.isModule) return error.toString();
  const { section, name } = api.registry.findMetaError(error.asModule);
  return `${section}.${name}`;
}
