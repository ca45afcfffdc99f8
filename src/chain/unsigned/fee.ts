import type { Call, RuntimeVersion } from '@polkadot/types/interfaces';
import type { AccountHex } from '../../domain/extract/block.js';
import { bytesToHex, hexToBytes, type Hex } from '../../domain/hex.js';
import type { ChainView } from '../chain-view.js';

/** The fee is the last field of what the runtime answers, a u128, whatever form the weight before it has. */
const FEE_BYTES = 16;

/**
 * What the chain would take for that call as a signed extrinsic without a tip, in its own token's smallest unit. The
 * signature is a placeholder of the right length.
 */
export async function estimateFee(
  { rpc, at, metadata }: ChainView,
  call: Call,
  signer: AccountHex,
): Promise<bigint> {
  const { genesisHash, registry, specVersion, transactionVersion } = metadata;
  const extrinsic = registry.createType('Extrinsic', { method: call }, { version: 4 });
  extrinsic.signFake(signer, {
    blockHash: at,
    genesisHash,
    nonce: 0,
    runtimeVersion: registry.createType<RuntimeVersion>('RuntimeVersion', {
      specVersion,
      transactionVersion,
    }),
  });
  const bytes = extrinsic.toU8a();
  const length = registry.createType('u32', bytes.length).toU8a();
  const input = bytesToHex(Uint8Array.from([...bytes, ...length]));
  const info = await rpc.request<Hex>('state_call', ['TransactionPaymentApi_query_info', input, at]);
  return hexToBytes(info)
    .slice(-FEE_BYTES)
    .reduceRight((fee, byte) => (fee << 8n) | BigInt(byte), 0n);
}
