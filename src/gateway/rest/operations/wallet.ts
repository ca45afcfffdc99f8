/** Paying from a wallet, whatever the buyer came by: composed and sent by the gateway, signed in the wallet. */
import {
  accountsRequest,
  builtPaymentAnswer,
  payerRequest,
  payersAnswer,
  signedRequest,
  submittedAnswer,
} from '../answers/payer.js';
import { described, type Fields } from '../openapi/operation.js';
import type { Tag } from '../openapi/tags.js';

/** What the buyer came by. */
interface Way {
  /** What the operations are named by. */
  readonly of: 'Order' | 'Link';
  readonly tag: Tag;
  readonly scope: null;
  readonly params?: Fields;
  readonly query?: Fields;
  /** Of whatever leads nowhere. */
  readonly errors: readonly string[];
}

export const ORDER_ERRORS = ['ORDER_NOT_FOUND'];
const NODE = ['NODE_UNAVAILABLE', 'RUNTIME_LACKS_CALL', 'INVALID_ADDRESS', 'ASSET_UNAVAILABLE'];
const DUE = [
  ...NODE,
  'BALANCE_TOO_LOW',
  'INVALID_REMARK',
  'ORDER_EXPIRED',
  'ORDER_NOT_OPEN',
  'OTHER_PAYER',
  'OWN_ACCOUNT',
];

export type WalletOperations = ReturnType<typeof walletOperations>;

export function walletOperations({ of, errors, ...way }: Way) {
  const name = of === 'Order' ? 'an order' : 'a payment link';
  return {
    accounts: described({
      ...way,
      id: `list${of}PayerAccounts`,
      summary: `Look which accounts can pay ${name}`,
      rate: 'node',
      body: { schema: accountsRequest },
      answers: { 200: { means: 'The accounts.', schema: payersAnswer } },
      errors: [...errors, ...NODE],
    }),
    build: described({
      ...way,
      id: `build${of}Payment`,
      summary: `Build the payment of ${name}, for a wallet to sign`,
      rate: 'node',
      body: { schema: payerRequest },
      answers: { 200: { means: 'What to sign.', schema: builtPaymentAnswer } },
      errors: [...errors, ...DUE, 'BELOW_EXISTENTIAL_DEPOSIT', 'ORDER_EXPIRES_NOW'],
    }),
    submit: described({
      ...way,
      id: `submit${of}Payment`,
      summary: `Send the signed payment of ${name} to the network`,
      description: 'Nothing but this payment is sent. One that was sent before answers the same again.',
      rate: 'submit',
      body: { schema: signedRequest },
      answers: { 200: { means: 'It is sent.', schema: submittedAnswer } },
      errors: [
        ...errors,
        ...DUE,
        'AMOUNT_CHANGED',
        'FUTURE',
        'INVALID_SIGNATURE',
        'NOT_THIS_ORDER',
        'OUTDATED',
        'REFUSED',
        'STALE',
        'SUBMISSION_UNKNOWN',
      ],
    }),
  };
}
