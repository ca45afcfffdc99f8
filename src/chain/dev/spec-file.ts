import { readFile } from 'node:fs/promises';
import { ChaintillError } from '../../domain/errors.js';
import { parseChainSpec, type ChainSpec } from './spec.js';

/**
 * Reads a raw chain spec; without a file, that of Rococo Asset Hub, which comes with an npm package.
 * @throws {ChaintillError} `DEV_CHAIN_SPEC_NOT_FOUND` or `DEV_CHAIN_SPEC_INVALID`.
 */
export async function readChainSpec(file?: string): Promise<ChainSpec> {
  if (file === undefined) {
    const { chainSpec } = await import('@substrate/connect-known-chains/rococo_v2_2_asset_hub');
    return parseChainSpec(chainSpec, 'of Rococo Asset Hub');
  }
  const name = JSON.stringify(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ChaintillError(
      'DEV_CHAIN_SPEC_NOT_FOUND',
      `the chain spec ${name} cannot be read. Check the path.`,
      { cause },
    );
  }
  return parseChainSpec(text, name);
}
