/** As whom a pallet dispatches the call that it was given. */
import { hexToU8a } from '@polkadot/util';
import { createKeyDerived } from '@polkadot/util-crypto';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';
import type { Call } from '../build/plain.js';

export interface Origin {
  readonly account: Hex;
  /** The same, where whoever reads the block can know it. */
  readonly shown: Hex | null;
}

export function shownAs(account: Hex): Origin {
  return { account, shown: account };
}

/** @param hash makes accounts that nobody can know from the block */
export function innerOrigin(call: Call, origin: Origin, hash: (text: string) => Hex): Origin {
  const { args } = call;
  const [pallet = ''] = call.name.split('.');
  switch (call.name) {
    case 'utility.batch':
    case 'utility.batchAll':
    case 'utility.forceBatch':
    case 'utility.withWeight':
      return origin;
    case 'utility.asDerivative': {
      const derived = (of: Hex): Hex => bytesToHex(createKeyDerived(hexToU8a(of), args[0] as number));
      return { account: derived(origin.account), shown: origin.shown && derived(origin.shown) };
    }
    case 'recovery.asRecovered':
    case 'proxy.proxy':
    case 'sudo.sudoAs':
      return shownAs(args[0] as Hex);
    case 'proxy.proxyAnnounced':
      return shownAs(args[1] as Hex);
    case 'multisig.asMulti':
      return shownAs(hash(`${origin.account} multisig`));
    default:
      return { account: hash(`${origin.account} ${pallet}`), shown: null };
  }
}
