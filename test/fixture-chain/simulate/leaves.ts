/** What the calls that run no other call do, by the rules of their pallets. */
import type { Hex } from '../../../src/domain/hex.js';
import { event, type Call, type Value } from '../build/plain.js';
import type { Dispatching } from './dispatch.js';

/** LLM is asset 1 of pallet assets; politically locked LLM goes to the politipool's account. */
const LLM = 1;
export const POLITIPOOL: Hex = `0x6d6f646c${'70'.repeat(28)}`;

/** Pallets whose calls run code of which the block shows nothing. */
const OPAQUE_PALLETS: readonly string[] = ['contracts', 'polkadotXcm'];

/** Does what a call that dispatches nothing does, on behalf of `origin`. */
export function runLeaf({ recorder, hash }: Dispatching, call: Call, origin: Hex, path: string | null): void {
  const { args, script = {} } = call;
  const amountOf = (value: Value): bigint => script.amount ?? BigInt(value as bigint | number);

  function pay(from: Value, to: Value, amount: bigint): void {
    if (script.newAccount) {
      recorder.emit(event('system.NewAccount', [to]), path);
      recorder.emit(event('balances.Endowed', [to, amount]), path);
    }
    recorder.emit(event('balances.Transfer', [from, to, amount]), path);
  }
  function payAsset(asset: Value, from: Value, to: Value, amount: bigint, transit = false): void {
    recorder.emit(
      event('assets.Transferred', [asset, from, to, amount]),
      path,
      transit ? 'transit' : 'payment',
    );
  }

  switch (call.name) {
    case 'balances.transfer':
    case 'balances.transferAllowDeath':
    case 'balances.transferKeepAlive':
    case 'balances.transferAll':
      pay(origin, args[0], amountOf(args[1]));
      break;
    case 'balances.forceTransfer':
      pay(args[0], args[1], amountOf(args[2]));
      break;
    case 'assets.transfer':
    case 'assets.transferKeepAlive':
      payAsset(args[0], origin, args[1], amountOf(args[2]));
      break;
    case 'assets.forceTransfer':
    case 'assets.transferApproved':
      payAsset(args[0], args[1], args[2], amountOf(args[3]));
      break;
    case 'llm.sendLlm':
      payAsset(LLM, origin, args[0], amountOf(args[1]));
      break;
    case 'llm.sendLlmToPolitipool':
      payAsset(LLM, origin, args[0], amountOf(args[1]), true);
      payAsset(LLM, args[0], POLITIPOOL, amountOf(args[1]));
      recorder.emit(event('llm.LLMPoliticsLocked', [args[0], args[1]]), path);
      break;
    case 'llm.remark':
      recorder.remark(args[0] as Hex, path, event('llm.Remarked', [args[0]]));
      break;
    case 'system.remark':
      recorder.remark(args[0] as Hex, path);
      break;
    case 'system.remarkWithEvent':
      recorder.remark(args[0] as Hex, path);
      recorder.emit(event('system.Remarked', [origin, hash(args[0] as Hex)]), path);
      break;
    case 'assets.setMetadata':
      recorder.emit(event('assets.MetadataSet', [args[0], args[1], args[2], args[3], false]), path);
      break;
    default:
      for (const emitted of script.emits ?? []) recorder.emit(emitted, path);
  }
  if (OPAQUE_PALLETS.includes(call.name.split('.')[0] ?? '')) recorder.hide();
}
