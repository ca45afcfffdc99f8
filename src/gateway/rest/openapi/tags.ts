/** The groups of operations, in the order in which they are read. */
export const TAGS = {
  Orders: 'Registering orders, reading them and deciding on them.',
  Catalogue: 'What shops without a server sell: products at the merchant’s prices (docs/shop-front.md).',
  Checkout: 'Sessions in the manner of Stripe: one request, and a page to send the buyer to.',
  Inbox: 'Money to a merchant’s accounts that no order takes by itself.',
  Events: 'The log of all that happened, for whoever asks again and again or recovers.',
  Webhooks: 'Where events are posted to, and what became of each delivery.',
  Metrics: 'Figures over time: payments, failures, orders (docs/metrics.md).',
  Exports: 'Everything as one file.',
  Companies:
    'What companies sent and received, of the chain’s registry or registered here (docs/company-history.md).',
  Buyers: 'What a buyer’s page needs. The order’s public token is all that it takes.',
  Payments: 'Orders in the manner of gateways that give each order an address.',
  Liberland: 'The routes of Liberland’s middleware, for shops that were written for it.',
  Channels: 'Messages to a merchant’s own sockets, in the manner of LNbits.',
  Gateway: 'About the gateway itself.',
  'Dev chain': 'Only on a dev chain that nobody but this machine reaches.',
} as const;

export type Tag = keyof typeof TAGS;
