/** Why a node does not take an extrinsic, in words for the person who signed it. */
import { ChaintillError } from '../../domain/errors.js';

type Told = readonly [code: string, message: string];

const BAD_PROOF: Told = [
  'INVALID_SIGNATURE',
  'the signature does not fit this payment and account: build the payment again and sign that',
];

/** By the names of `sp_runtime::transaction_validity::InvalidTransaction`. */
const REASONS: ReadonlyMap<string, Told> = new Map<string, Told>([
  [
    'Stale',
    [
      'STALE',
      'the account has sent another transaction meanwhile, or this one before: look at the order, and build the payment again if it is not there',
    ],
  ],
  [
    'Future',
    [
      'FUTURE',
      'an earlier transaction of the account is missing on the network: build the payment again, or wait for it',
    ],
  ],
  ['Payment', ['BALANCE_TOO_LOW', 'the account cannot pay the fee: add to it, or choose another account']],
  ['BadProof', BAD_PROOF],
  ['BadSigner', BAD_PROOF],
  ['AncientBirthBlock', ['OUTDATED', 'the time in which this payment could be sent is over: build it again']],
]);

/** @param reason a name of the runtime's, or any other */
export function refused(reason: string): ChaintillError {
  const [code, message] = REASONS.get(reason) ?? [
    'REFUSED',
    'the network does not take this payment: build it again, or choose another account',
  ];
  return new ChaintillError(code, message, { cause: new Error(reason) });
}

/** What a node's pool answers with words only (`sc-rpc-api`, author/error.rs). */
export type PoolAnswer = 'known' | 'banned' | ChaintillError;

/** @param text of the node's error answer */
export function poolAnswer(text: string): PoolAnswer {
  if (/already imported/i.test(text)) return 'known';
  if (/temporarily banned/i.test(text)) return 'banned';
  if (/priority is too low/i.test(text)) return refused('Stale');
  const named = [...REASONS.keys()].find((reason) => new RegExp(`\\b${reason}\\b`).test(text));
  return refused(named ?? text.slice(0, 200));
}
