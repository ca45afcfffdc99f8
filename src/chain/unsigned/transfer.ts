import type { Call } from '@polkadot/types/interfaces';
import type { AccountHex } from '../../domain/extract/block.js';
import type { ChainMetadata } from '../chain-metadata.js';

/** Moves that much of a token, and fails rather than close the sender's account. In the smallest unit. */
export function transferKeepAlive(
  metadata: ChainMetadata,
  asset: string | null,
  to: AccountHex,
  amount: bigint,
): Call {
  return asset === null
    ? metadata.call('balances.transferKeepAlive', to, amount)
    : metadata.call('assets.transferKeepAlive', asset, to, amount);
}

/** Empties the sender: of an asset that much, all that it had; of the chain's own token whatever it can spare by then. */
export function transferOut(
  metadata: ChainMetadata,
  asset: string | null,
  to: AccountHex,
  amount: bigint,
): Call {
  return asset === null
    ? metadata.call('balances.transferAll', to, false)
    : metadata.call('assets.transfer', asset, to, amount);
}
