/**
 * How far a buyer came on an order's page: the page was opened, then a wallet, which signed, and what it signed was sent. Or it
 * ended: the buyer refused in the wallet, the network refused what was signed, what was sent came into no block.
 */
export const CHECKOUT_STEPS = [
  'viewed',
  'wallet',
  'signed',
  'submitted',
  'rejected',
  'invalid',
  'dropped',
] as const;
export type CheckoutStep = (typeof CHECKOUT_STEPS)[number];
