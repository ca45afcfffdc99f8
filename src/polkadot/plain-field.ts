import type { Codec } from '@polkadot/types-codec/types';
import type { Field } from '../domain/extract/block.js';
import type { FieldKind } from '../domain/extract/fields.js';
import { plainError } from './plain-error.js';

/** The parts of polkadot.js' codec classes that we read. Which class a value has depends on the runtime. */
interface AnyCodec extends Codec {
  /** Of an enum: the variant's name and its value. (`isId`, `asId` and the like exist on some enum classes only.) */
  readonly type?: string;
  readonly inner?: Codec;
  readonly isOk?: boolean;
  readonly asErr?: Codec;
  toBigInt?(): bigint;
  toNumber?(): number;
}

/** A decoded value as plain data; null where it is not of that kind, as ids and addresses differ between runtimes. */
export function plainField(codec: Codec | undefined, kind: FieldKind): Field {
  const value = codec as AnyCodec | undefined;
  if (!value) return null;
  switch (kind) {
    case 'account':
      return account(value);
    case 'amount':
      return value.toBigInt?.() ?? null;
    case 'assetId':
      return value.toBigInt?.().toString() ?? null;
    case 'bytes':
      return value.toHex();
    case 'number':
      return value.toNumber?.() ?? null;
    case 'error':
      return plainError(value);
    case 'result':
      if (value.isOk === undefined) return null;
      return value.isOk || plainError(value.asErr);
    case 'origin':
      return signedOrigin(value);
    case 'skip':
      return null;
  }
}

const ADDRESSES_BY_ACCOUNT: ReadonlySet<string> = new Set(['Id', 'Address32', 'Address20']);

/** Of an AccountId, or of a MultiAddress that holds one. */
function account(value: AnyCodec): Field {
  let id: Codec | undefined = value;
  if (value.type !== undefined) id = ADDRESSES_BY_ACCOUNT.has(value.type) ? value.inner : undefined;
  const hex = id?.toHex();
  return hex?.length === 66 || hex?.length === 42 ? hex : null;
}

/** Of `OriginCaller::system(RawOrigin::Signed(account))`. */
function signedOrigin(value: AnyCodec): Field {
  const raw = value.inner as AnyCodec | undefined;
  return value.type === 'system' && raw?.type === 'Signed' && raw.inner ? account(raw.inner) : null;
}
