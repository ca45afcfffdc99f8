import { open } from 'node:fs/promises';
import { verifyEd25519 } from '../../chain/ed25519.js';
import { ChaintillError } from '../../domain/errors.js';
import { checkReceipt } from '../../domain/receipt/check.js';
import { readAuthoritySets } from './authority-sets.js';
import { describeReceipt } from './describe-receipt.js';

export interface VerifyOptions {
  readonly issuer?: string;
  /** Hashes of sets of authorities, or files with them. */
  readonly authorities?: readonly string[];
  /** Files with metadata of the runtimes that made its blocks. */
  readonly metadata?: readonly string[];
  readonly json?: boolean;
}

/** A receipt of a hundred payments from the largest blocks is far below it. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * `chaintill verify FILE`: checks a receipt from its bytes alone.
 * @throws {ChaintillError} `FILE_UNREADABLE`; `RECEIPT_UNREADABLE`, `RECEIPT_FORGED`, `RECEIPT_INCONSISTENT`,
 * `RECEIPT_NOT_FINALIZED`, `RECEIPT_EVENTS_UNPROVEN` for one that is not to be trusted
 */
export async function verifyReceipt(
  file: string,
  { issuer, authorities, metadata, json = false }: VerifyOptions,
): Promise<void> {
  const trusted = {
    issuer: issuer ?? null,
    authoritySets: authorities ? await readAuthoritySets(authorities) : null,
  };
  const checked = checkReceipt(await readText(file), trusted, verifyEd25519);
  if (metadata) await (await import('./confirm-events.js')).confirmEventsBy(metadata, checked.receipt);
  if (json) {
    console.log(JSON.stringify(checked.receipt));
    return;
  }
  const given = {
    issuer: issuer !== undefined,
    authorities: authorities !== undefined,
    metadata: metadata !== undefined,
  };
  for (const line of describeReceipt(checked, given)) console.log(line);
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
