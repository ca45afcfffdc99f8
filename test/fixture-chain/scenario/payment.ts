import type { Hex } from '../../../src/domain/hex.js';
import type { Value } from '../build/plain.js';
import type { Trace } from '../simulate.js';

export interface Payment {
  readonly asset: string | null;
  readonly from: Hex | null;
  readonly to: Hex | null;
  readonly value: bigint | null;
}

/** What a call pays; null for one that pays nobody, or nobody knows whom. */
export function payment({ call, account }: Trace): Payment | null {
  const { name, args } = call;
  const key = (value: Value): Hex => value as Hex;
  const amount = (value: Value): bigint => BigInt(value as bigint | number);
  switch (name) {
    case 'balances.transfer':
    case 'balances.transferAllowDeath':
    case 'balances.transferKeepAlive':
      return { asset: null, from: account, to: key(args[0]), value: amount(args[1]) };
    case 'balances.transferAll':
      return { asset: null, from: account, to: key(args[0]), value: null };
    case 'balances.forceTransfer':
      return { asset: null, from: key(args[0]), to: key(args[1]), value: amount(args[2]) };
    case 'assets.transfer':
    case 'assets.transferKeepAlive':
      return { asset: amount(args[0]).toString(), from: account, to: key(args[1]), value: amount(args[2]) };
    case 'assets.transferApproved':
    case 'assets.forceTransfer':
      return {
        asset: amount(args[0]).toString(),
        from: key(args[1]),
        to: key(args[2]),
        value: amount(args[3]),
      };
    case 'llm.sendLlm':
      return { asset: '1', from: account, to: key(args[0]), value: amount(args[1]) };
    case 'llm.sendLlmToPolitipool':
      return { asset: '1', from: account, to: null, value: amount(args[1]) };
    default:
      return null;
  }
}
