/** Payments to a company that fail in every way that a runtime has for it, and what must be known of each. */
import { u8aToHex } from '@polkadot/util';
import { createKeyMulti } from '@polkadot/util-crypto';
import { ALICE, BOB, CHARLIE, DAVE, EVE, FERDIE } from '../../../src/chain/dev/accounts.js';
import { formatAccount } from '../../../src/domain/account.js';
import type { Hex } from '../../../src/domain/hex.js';
import { signer } from '../../support/dev-chain.js';
import {
  failing,
  signed,
  type Extrinsic,
  type LiberlandInstance,
  type Signed,
} from '../../support/liberland-instance.js';
import { calls, LLD, together, type Paid } from './payments.js';

/** More tokens than anybody has. */
export const TOO_MANY = 10n ** 18n;

/** A payer who has little. */
export const ZOE = { uri: '//Zoe', publicKey: u8aToHex(signer('//Zoe').publicKey) };
export const SHARED: Hex = u8aToHex(createKeyMulti([BOB.publicKey, FERDIE.publicKey], 2));

const SCANTY: Paid = [CHARLIE.publicKey, 60n, 'KEEP'];
const BATCH: readonly Paid[] = [
  [DAVE.publicKey, 5n, 'BATCH-1'],
  [CHARLIE.publicKey, TOO_MANY, 'BATCH-2'],
  [DAVE.publicKey, 7n, 'BATCH-3'],
];
const ITEMS: readonly Paid[] = [
  [DAVE.publicKey, 8n, 'ITEM-1'],
  [CHARLIE.publicKey, TOO_MANY, 'ITEM-2'],
];
const BY_PROXY: Paid = [DAVE.publicKey, TOO_MANY, 'PROXY'];
const BY_MULTISIG: Paid = [CHARLIE.publicKey, 9n, 'MULTISIG'];
const BOTH: readonly Paid[] = [
  [CHARLIE.publicKey, 11n, 'BOTH-1'],
  [DAVE.publicKey, TOO_MANY, 'BOTH-2'],
];
/** Fails when its payee is the company's no more. */
export const TOO_LATE: Paid = [CHARLIE.publicKey, TOO_MANY, 'LATE'];

export const ORDERED: readonly Paid[] = [
  SCANTY,
  ...BATCH,
  ...ITEMS,
  BY_PROXY,
  BY_MULTISIG,
  ...BOTH,
  TOO_LATE,
];

/** Lets Ferdie act for Eve, and gives Zoe too little for what she means to pay by so much that her account would end. */
export async function prepareAttempts(
  chain: LiberlandInstance,
): Promise<{ byEve: Signed; byAlice: Extrinsic }> {
  const { api, tx } = chain;
  const { partialFee } = await together(chain, SCANTY).paymentInfo(ZOE.publicKey);
  const least = BigInt(String(api.consts['balances']?.['existentialDeposit']));
  const nearlyEnough = SCANTY[1] * LLD + partialFee.toBigInt() + least / 2n;
  return {
    byEve: signed(EVE.uri, tx('proxy.addProxy', FERDIE.publicKey, 'Any', 0)),
    byAlice: tx('balances.transferKeepAlive', ZOE.publicKey, nearlyEnough),
  };
}

/** All but the multisig's, and then two of those that failed are paid: `KEEP` and `BOTH-1`. */
export function attempts(chain: LiberlandInstance): readonly Signed[] {
  const { tx } = chain;
  return [
    failing(ZOE.uri, together(chain, SCANTY)),
    signed(EVE.uri, tx('utility.batch', calls(chain, BATCH))),
    signed(ALICE.uri, tx('utility.forceBatch', calls(chain, ITEMS))),
    signed(FERDIE.uri, tx('proxy.proxy', EVE.publicKey, null, together(chain, BY_PROXY))),
    failing(FERDIE.uri, together(chain, ...BOTH)),
    signed(ALICE.uri, together(chain, [ZOE.publicKey, 50n])),
    signed(ZOE.uri, together(chain, SCANTY)),
    signed(FERDIE.uri, together(chain, [CHARLIE.publicKey, 11n, 'BOTH-1'])),
  ];
}

/** Bob and Ferdie agree on a payment of an account that has nothing: first the one, then, once that is in a block, the other. */
export function agree(chain: LiberlandInstance): { first: Signed; second: () => Promise<Signed> } {
  const { api, tx } = chain;
  const { method } = together(chain, BY_MULTISIG);
  const weight = { refTime: 2_000_000_000n, proofSize: 200_000n };
  const approve = (other: Hex, since: unknown) => tx('multisig.asMulti', 2, [other], since, method, weight);
  return {
    first: signed(BOB.uri, approve(FERDIE.publicKey, null)),
    async second() {
      const [[, stored] = []] = (await api.query['multisig']?.['multisigs']?.entries()) ?? [];
      const { when } = (stored as unknown as { unwrap(): { when: unknown } }).unwrap();
      return signed(FERDIE.uri, approve(BOB.publicKey, when));
    },
  };
}

const KEEP_ALIVE = ['Balances', 'KeepAlive', /^Transfer\/payment would kill account/] as const;
const INSUFFICIENT = ['Balances', 'InsufficientBalance', /^Balance too low to send value/] as const;

/** In the order of the chain; `by` is who signed. */
export const FAILED = [
  failed(SCANTY, ZOE.publicKey, ['extrinsic', 'failed', 'utility.batchAll[0]'], KEEP_ALIVE),
  failed(BATCH[1], EVE.publicKey, ['interrupted', 'failed', 'utility.batch[2]']),
  failed(BATCH[2], EVE.publicKey, ['interrupted', 'skipped', 'utility.batch[4]']),
  failed(ITEMS[1], ALICE.publicKey, ['item', 'failed', 'utility.forceBatch[2]']),
  failed(
    BY_PROXY,
    EVE.publicKey,
    ['proxy', 'failed', 'proxy.proxy.utility.batchAll[0]'],
    INSUFFICIENT,
    FERDIE.publicKey,
  ),
  failed(BOTH[0], FERDIE.publicKey, ['extrinsic', 'reverted', 'utility.batchAll[0]']),
  failed(BOTH[1], FERDIE.publicKey, ['extrinsic', 'reverted', 'utility.batchAll[2]']),
  failed(
    BY_MULTISIG,
    SHARED,
    ['multisig', 'failed', 'multisig.asMulti.utility.batchAll[0]'],
    INSUFFICIENT,
    FERDIE.publicKey,
  ),
];
/** To an account that the company had before. */
export const FAILED_LATE = failed(TOO_LATE, FERDIE.publicKey, ['extrinsic', 'failed', 'utility.batchAll[0]']);

export interface ExpectedFailure {
  readonly reference: string;
  readonly value: string;
  readonly payer: string;
  readonly payee: string;
  readonly signer: string;
  readonly how: string;
  readonly outcome: string;
  readonly callPath: string;
  readonly error: { readonly pallet: string; readonly name: string; readonly documentation: string };
}

function failed(
  paid: Paid | undefined,
  payer: Hex,
  [how, outcome, path]: readonly [how: string, outcome: string, path: string],
  [pallet, name, docs]: readonly [string, string, RegExp] = INSUFFICIENT,
  by = payer,
): ExpectedFailure {
  if (!paid) throw new Error('no such payment');
  const [payee, tokens, reference = ''] = paid;
  return {
    reference,
    value: (tokens * LLD).toString(),
    payer: formatAccount(payer, 42),
    payee: formatAccount(payee, 42),
    signer: formatAccount(by, 42),
    how,
    outcome,
    callPath: `${path}.balances.transferKeepAlive`,
    error: { pallet, name, documentation: expect.stringMatching(docs) as string },
  };
}
