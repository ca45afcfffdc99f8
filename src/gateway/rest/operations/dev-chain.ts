import { devAccountsAnswer, signatureAnswer, signingRequest } from '../answers/payer.js';
import { described } from '../openapi/operation.js';

export const LIST_DEV_ACCOUNTS = described({
  id: 'listDevAccounts',
  tag: 'Dev chain',
  summary: 'List the accounts of the dev wallet',
  scope: null,
  answers: { 200: { means: 'The accounts.', schema: devAccountsAnswer } },
  errors: [],
});

export const SIGN_AS_DEV_ACCOUNT = described({
  id: 'signAsDevAccount',
  tag: 'Dev chain',
  summary: 'Sign a payment as one of them',
  scope: null,
  rate: 'submit',
  body: { schema: signingRequest },
  answers: { 200: { means: 'The signature.', schema: signatureAnswer } },
  errors: ['INVALID_ADDRESS', 'NODE_UNAVAILABLE', 'NOT_A_PAYMENT', 'OUTDATED'],
});
