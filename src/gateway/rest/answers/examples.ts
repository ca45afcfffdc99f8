/** Answers in the form that a gateway gives them; a test holds them to the schemas that real answers are held to. */
const BOB = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty';
const BOB_KEY = '0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48';
const ALICE = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
const ALICE_KEY = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d';
const HASH = `0x${'7a'.repeat(32)}`;
const BLOCK = `0x${'51'.repeat(32)}`;
const amount = (value: string, formatted: string): object => ({ value, formatted });
const NONE = amount('0', '0 ROC');
const PRICE = amount('1500000000000', '1.5 ROC');
const NOW = '2026-11-21T08:49:59.000Z';
const PLACE = { blockNumber: 4, extrinsicHash: HASH };

export const CHANNEL_TOKEN = 'ch_0123456789abcdef0123456789abcdef';
export const SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

export const ORDER = {
  id: '7a3a9b39-7d2a-4d0a-9a43-0d1f5a3b9c11',
  orderId: 'A-1001',
  mode: 'REFERENCE',
  status: 'SETTLED',
  amountState: 'EXACT',
  flags: [],
  refundState: 'NONE',
  payee: BOB,
  publicKey: BOB_KEY,
  account: BOB,
  payer: null,
  reference: 'A-1001',
  remark: { text: 'order:A-1001', liberlandId: null },
  asset: null,
  expected: PRICE,
  minimum: PRICE,
  received: PRICE,
  missing: NONE,
  excess: NONE,
  held: NONE,
  refunded: NONE,
  detected: NONE,
  toleranceBp: 0,
  window: { from: 2, to: 10_002, blocksLeft: 9_998 },
  late: { policy: 'HOLD', blocks: 0 },
  description: 'two coffees',
  metadata: { table: 7 },
  rate: null,
  company: null,
  successUrl: null,
  failureUrl: null,
  webhookUrl: null,
  createdAt: NOW,
  registeredHeight: 2,
  settledHeight: 4,
  foldedHeight: 4,
  paymentCount: 1,
  confirmations: null,
  sequence: 3,
  publicToken: 'pub_0123456789abcdef0123456789abcdef',
  processed: true,
  setAside: false,
  sightings: [],
};

export const PAYMENT = {
  id: '4-3',
  orderId: 'A-1001',
  use: 'COUNTED',
  reason: null,
  inbox: null,
  resolved: null,
  fromId: ALICE,
  from: { id: ALICE, publicKey: ALICE_KEY },
  toId: BOB,
  to: { id: BOB, publicKey: BOB_KEY },
  signerId: ALICE,
  asset: null,
  ...PRICE,
  reference: 'A-1001',
  remark: '0x6f726465723a412d31303031',
  remarkText: 'order:A-1001',
  pairing: 'batch',
  blockId: BLOCK,
  timestamp: NOW,
  eventIndex: 3,
  extrinsicIndex: 2,
  callPath: '0',
  ...PLACE,
};

export const PUBLIC_ORDER = {
  status: 'PROCESSING',
  amountState: 'NONE',
  mode: 'REFERENCE',
  payee: BOB,
  publicKey: BOB_KEY,
  payer: null,
  reference: 'A-1001',
  remark: { text: 'order:A-1001', liberlandId: null },
  asset: null,
  symbol: 'ROC',
  decimals: 12,
  amount: PRICE,
  received: NONE,
  missing: PRICE,
  excess: NONE,
  detected: PRICE,
  confirmations: 1,
  payments: [{ ...PLACE, blockHash: BLOCK, asset: null, ...PRICE }],
  failure: null,
  held: [],
  expiryBlock: 10_002,
  blocksLeft: 9_998,
  expiresAbout: '2026-11-22T01:29:47.000Z',
  settledHeight: null,
  description: 'two coffees',
  company: null,
  successUrl: null,
  failureUrl: null,
};

export const ENDPOINT = {
  id: '3f0c2d5e-53a1-4a3e-8f8a-1f6a0c9e7b21',
  kind: 'MERCHANT',
  url: 'https://shop.example/hooks',
  types: ['order.settled', 'order.expired'],
  dialect: 'STANDARD',
  description: 'the shop',
  signatureHeaders: false,
  status: 'ENABLED',
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  pausedUntil: null,
  allowedCidrs: [],
  allowedPorts: [],
  createdAt: NOW,
};

export const DELIVERY = {
  id: '42',
  endpointId: ENDPOINT.id,
  url: ENDPOINT.url,
  eventId: `evt_${'0123456789'.repeat(4)}`,
  type: 'order.settled',
  orderId: 'A-1001',
  sequence: 3,
  cause: 'EVENT',
  status: 'DELIVERED',
  attemptCount: 1,
  createdAt: NOW,
  finishedAt: '2026-11-21T08:49:59.120Z',
  nextAttemptAt: null,
};

export const ORDER_PAYMENT = {
  address: BOB,
  network: 'dev',
  coin: 'ROC',
  amount: '1.5',
  qrCode: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0…',
  expiresAt: '2026-11-22T01:29:47.000Z',
  remark: 'order:A-1001',
};

export const PROGRESS = {
  status: 'confirmed',
  transaction: { hash: HASH, confirmations: 21, status: 'confirmed' },
};

export const VERIFICATION = { paid: true, description: 'order:A-1001', fromId: ALICE, txHash: HASH };
