import { createPublicKey, verify } from 'node:crypto';
import { open } from 'node:fs/promises';
import { ChaintillError } from '../../domain/errors.js';
import { checkReceipt } from '../../domain/receipt/check.js';
import type { Receipt } from '../../domain/receipt/receipt.js';

export interface VerifyOptions {
  readonly issuer?: string;
  readonly json?: boolean;
}

/** A receipt of a hundred payments from the largest blocks is far below it. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * `chaintill verify FILE`: checks a receipt from its bytes alone.
 * @throws {ChaintillError} `FILE_UNREADABLE`; `RECEIPT_UNREADABLE`, `RECEIPT_FORGED`, `RECEIPT_INCONSISTENT` for one that is
 * not to be trusted
 */
export async function verifyReceipt(file: string, { issuer, json = false }: VerifyOptions): Promise<void> {
  const receipt = checkReceipt(await readText(file), issuer ?? null, verifyEd25519);
  if (json) console.log(JSON.stringify(receipt));
  else for (const line of describe(receipt, issuer !== undefined)) console.log(line);
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) throw new RangeError(`it has ${size} bytes`);
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new ChaintillError('FILE_UNREADABLE', 'the receipt cannot be read: check the path of the file', {
      cause,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ChaintillError('RECEIPT_UNREADABLE', 'the file is no text, so it is no receipt', { cause });
  }
}

/** A key of 32 bytes, as SubjectPublicKeyInfo (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function verifyEd25519(message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' });
  return verify(null, message, publicKey, signature);
}

function describe(receipt: Receipt, isKnown: boolean): readonly string[] {
  const { order, payments, blocks, chain, issuer, issuedAt, proofLevel } = receipt;
  return [
    `The receipt is whole, and signed by ${issuer} at ${issuedAt}.`,
    isKnown
      ? 'That is the key that you gave.'
      : 'Compare that key with the one at /.well-known/chaintill-keys.json of the gateway, or give it as --issuer.',
    `Order ${JSON.stringify(order.orderId)} on ${chain.name} (${chain.genesisHash}): ${order.received} received of ${order.amount}, settled at block ${order.settledHeight}${order.manual ? ', as the merchant marked it' : ''}.`,
    ...payments.map(
      ({ value, from, blockNumber, blockHash }) =>
        `  ${value} from ${from} in block ${blockNumber} (${blockHash})`,
    ),
    proofLevel === 'inclusion'
      ? `Proof level inclusion: the extrinsics stand in ${blocks.length === 1 ? 'this block' : 'these blocks'}; any node of the chain tells whether a block's hash is its own. That they succeeded is the gateway's word.`
      : "Proof level signed: all of it is the gateway's word.",
  ];
}
