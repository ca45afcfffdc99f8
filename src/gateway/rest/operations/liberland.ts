import {
  creationBody,
  creationParameters,
  healthcheckAnswer,
  liberlandFailure,
  purchaseBody,
  purchaseParameters,
  verificationAnswer,
} from '../answers/liberland.js';
import { described } from '../openapi/operation.js';

const FORM = 'application/x-www-form-urlencoded';
const refusals = {
  400: { means: 'What to change, or that it cannot be told now.', schema: liberlandFailure },
  401: { means: 'A key was sent that does not work.', schema: liberlandFailure },
  413: { means: 'The body is too large.', schema: liberlandFailure },
  415: { means: 'The body is neither JSON nor a form.', schema: liberlandFailure },
  429: {
    means: 'Asked too often: the header `retry-after` says when to ask again.',
    schema: liberlandFailure,
  },
  500: { means: 'Something went wrong.', schema: liberlandFailure },
} as const;
const verification = {
  tag: 'Liberland',
  description:
    'The same for an order that is not paid, for one that is not registered and for one that is no order at all. Asking changes nothing.',
  scope: null,
  query: purchaseParameters,
  answers: { 200: { means: 'Whether it is paid.', schema: verificationAnswer }, ...refusals },
  errors: null,
} as const;

export const VERIFY_PURCHASE = described({
  ...verification,
  id: 'verifyPurchase',
  summary: 'Ask whether a purchase is paid',
});

export const VERIFY_POSTED_PURCHASE = described({
  ...verification,
  id: 'verifyPostedPurchase',
  summary: 'Ask whether a purchase is paid, for shops that post',
  body: { schema: purchaseBody, optional: true, alsoAs: [FORM] },
});

export const CREATE_PURCHASE = described({
  id: 'createPurchase',
  tag: 'Liberland',
  summary: 'Make sure that the shop will be told',
  description:
    'Accepted where the order is registered on these terms and open, and its merchant has named this hook for it. Nothing is stored.',
  scope: null,
  rate: 'submit',
  query: creationParameters,
  body: { schema: creationBody, optional: true, alsoAs: [FORM] },
  answers: { 201: { means: 'The buyer may sign.' }, ...refusals },
  errors: null,
});

export const CHECK_HEALTH = described({
  id: 'healthcheck',
  tag: 'Liberland',
  summary: 'Ask whether the gateway works',
  scope: null,
  rate: 'health',
  answers: {
    200: { means: 'It does.', schema: healthcheckAnswer },
    401: refusals[401],
    429: refusals[429],
    500: { means: 'It does not.', schema: healthcheckAnswer },
  },
  errors: null,
});
