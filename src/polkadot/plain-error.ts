import type { Codec, Registry } from '@polkadot/types-codec/types';
import type { ChainError } from '../domain/extract/block.js';

/** The parts of polkadot.js' codec classes for errors that we read. */
interface ErrorCodec extends Codec {
  /** Of an enum: the variant's name and its value. */
  readonly type?: string;
  readonly inner?: ErrorCodec;
  /** Of a struct. */
  get?(name: string): Codec | undefined;
}

type PalletError = Parameters<Registry['findMetaError']>[0];

/**
 * A DispatchError as plain data, or the one inside a DispatchErrorWithPostInfo; null for what is neither, and for an
 * error of a pallet that the block's metadata does not have.
 */
export function plainError(codec: Codec | undefined): ChainError | null {
  const value = codec as ErrorCodec | undefined;
  if (value?.type === undefined) {
    const inner = value?.get?.('error') as ErrorCodec | undefined;
    return inner?.type === undefined ? null : plainError(inner);
  }
  const { type, inner } = value;
  if (type === 'Module' && inner) return palletError(value.registry, inner);
  return { pallet: null, name: inner?.type === undefined ? type : `${type}.${inner.type}`, docs: null };
}

function palletError(registry: Registry, inner: ErrorCodec): ChainError | null {
  try {
    const { section, name, docs } = registry.findMetaError(inner as unknown as PalletError);
    const index = inner.get?.('index')?.toString();
    // `section` is in camelCase, which does not give back the pallet's own name (LLM).
    const pallet = registry.metadata.pallets.find((one) => one.index.toString() === index);
    const text = docs.join('\n').trim();
    return { pallet: pallet?.name.toString() ?? section, name, docs: text === '' ? null : text };
  } catch {
    // polkadot.js throws where the metadata has no such error; the payment failed all the same.
    return null;
  }
}
