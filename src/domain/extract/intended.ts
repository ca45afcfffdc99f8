/** Which transfer a known call means to make, told by its arguments. */
import type { AccountHex, CallData, Field } from './block.js';

export interface IntendedTransfer {
  /** Id in pallet assets, null for the chain's own token, and for an asset whose id is no number. */
  readonly asset: string | null;
  /** `caller`: whoever dispatches the call. Null where the call names its payer in another way than by account. */
  readonly from: AccountHex | 'caller' | null;
  /** Null where the call names its payee in another way than by account, or not at all. */
  readonly to: AccountHex | null;
  /** In the smallest unit; null where the call names no amount. */
  readonly value: bigint | null;
}

/** Positions among the fields that `fields.ts` has of a call. */
interface Positions {
  readonly asset?: number;
  readonly from?: number;
  readonly to: number;
  readonly value?: number;
}

const PAYEE_FIRST: Positions = { to: 0, value: 1 };
const NATIVE: Readonly<Record<string, Positions>> = {
  'balances.transfer': PAYEE_FIRST,
  'balances.transferAllowDeath': PAYEE_FIRST,
  'balances.transferKeepAlive': PAYEE_FIRST,
  'balances.transferAll': { to: 0 },
  'balances.forceTransfer': { from: 0, to: 1, value: 2 },
};

const ASSETS: Readonly<Record<string, Positions>> = {
  'assets.transfer': { asset: 0, to: 1, value: 2 },
  'assets.transferKeepAlive': { asset: 0, to: 1, value: 2 },
  'assets.transferAll': { asset: 0, to: 1 },
  'assets.transferApproved': { asset: 0, from: 1, to: 2, value: 3 },
  'assets.forceTransfer': { asset: 0, from: 1, to: 2, value: 3 },
};

/** LLM is asset 1 of pallet assets on Liberland. */
const LLM_ASSET = '1';

/**
 * What a known transfer call means to pay; null for any other call. `llm.sendLlmToPolitipool` pays its recipient and
 * then, from there, the politipool: no payment to the recipient, so what it intends is the second transfer, whose payee
 * is not in the call.
 */
export function intendedTransfer({ name, fields }: CallData): IntendedTransfer | null {
  const native = NATIVE[name];
  if (native) return at(native, null, fields);
  const asset = ASSETS[name];
  if (asset) return at(asset, text(fields[0]), fields);
  if (name === 'llm.sendLlm') return at(PAYEE_FIRST, LLM_ASSET, fields);
  if (name === 'llm.sendLlmToPolitipool') return { ...at(PAYEE_FIRST, LLM_ASSET, fields), to: null };
  return null;
}

function at(positions: Positions, asset: string | null, fields: readonly Field[]): IntendedTransfer {
  const value = positions.value === undefined ? null : fields[positions.value];
  return {
    asset,
    from: positions.from === undefined ? 'caller' : account(fields[positions.from]),
    to: account(fields[positions.to]),
    value: typeof value === 'bigint' ? value : null,
  };
}

/** The account in a field that an adapter read as one; null for anything else. */
export function account(field: Field | undefined): AccountHex | null {
  return typeof field === 'string' && field.startsWith('0x') ? (field as AccountHex) : null;
}

function text(field: Field | undefined): string | null {
  return typeof field === 'string' ? field : null;
}
