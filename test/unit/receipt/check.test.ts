import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { ChaintillError } from '../../../src/domain/errors.js';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { checkReceipt } from '../../../src/domain/receipt/check.js';
import {
  receiptContentSchema,
  type Receipt,
  type ReceiptContent,
} from '../../../src/domain/receipt/receipt.js';
import { renderReceipt, signedBytes } from '../../../src/domain/receipt/render.js';
import { hash256 } from '../../../src/domain/trie/node.js';
import { orderedTrie } from '../../../src/domain/trie/ordered.js';
import { RECORDED_BLOCKS, type RecordedBlock } from '../trie/recorded-blocks.js';

const ALICE: Hex = `0x${'a1'.repeat(32)}`;
const BOB: Hex = `0x${'b0'.repeat(32)}`;
const gateway = generateKeyPairSync('ed25519');
const whpk = ({ publicKey }: { publicKey: KeyObject }): string =>
  `whpk_${Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`;
const block = RECORDED_BLOCKS.at(-1) as RecordedBlock;

function contentOf(change: (content: ReceiptContent) => ReceiptContent = (same) => same): ReceiptContent {
  const values = block.extrinsics.map(hexToBytes);
  const number = Number(block.header.number);
  const payment = (index: number, eventIndex: number, value: string) => ({
    id: `${number}-${eventIndex}`,
    blockNumber: number,
    blockHash: block.hash,
    eventIndex,
    extrinsicIndex: index,
    extrinsicHash: bytesToHex(hash256(values[index] ?? new Uint8Array())),
    from: ALICE,
    to: BOB,
    value,
  });
  const last = values.length - 1;
  return change({
    format: 'chaintill-receipt/1',
    issuedAt: '2026-11-21T12:00:00.000Z',
    issuer: whpk(gateway),
    chain: { name: 'test', genesisHash: `0x${'00'.repeat(32)}` },
    order: {
      id: '5f0c6a3e-6c1e-4f2e-9a51-9e7d2b7a1c11',
      orderId: 'Käse 1',
      payee: BOB,
      payeeAddress: '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty',
      reference: 'kaese-1',
      asset: null,
      amount: '1000',
      minimum: '990',
      windowFrom: 1,
      expiryHeight: 100,
      status: 'settled',
      manual: false,
      received: '1000',
      settledHeight: number,
    },
    payments: [payment(last - 1, 5, '400'), payment(last, 9, '600')],
    blocks: [
      {
        number,
        header: {
          parentHash: block.header.parentHash,
          stateRoot: block.header.stateRoot,
          extrinsicsRoot: block.header.extrinsicsRoot,
          digest: [...block.header.digest],
        },
        extrinsics: [last - 1, last].map((index) => ({
          index,
          bytes: block.extrinsics[index] ?? '0x',
          proof: orderedTrie(values, 0).proofOf(index).map(bytesToHex),
        })),
      },
    ],
    proofLevel: 'inclusion',
  });
}

function signed(content: ReceiptContent, key = gateway.privateKey): Receipt {
  return { ...content, signature: sign(null, signedBytes(content), key).toString('base64') };
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
function check(text: string, issuer: string | null = null): Receipt {
  return checkReceipt(text, { issuer, authoritySets: null }, (message, signature, key) =>
    verify(null, message, { key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' }, signature),
  ).receipt;
}

function refusal(text: string, issuer: string | null = null): string {
  try {
    check(text, issuer);
  } catch (error) {
    if (error instanceof ChaintillError) return error.code;
    throw error;
  }
  return 'it passed';
}

const good = renderReceipt(signed(contentOf()));

test('a receipt passes, with and without the key that is expected', () => {
  expect(check(good)).toEqual(signed(contentOf()));
  expect(check(good, whpk(gateway))).toEqual(signed(contentOf()));
});

test('a thousand flips of one bit, anywhere: none passes', () => {
  const bytes = Buffer.from(good);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      expect(refusal(flipped.toString('utf8'))).toMatch(/^RECEIPT_/);
    }),
    { numRuns: 1_000 },
  );
});

test('the same JSON written otherwise is not the receipt', () => {
  const value = JSON.parse(good) as Receipt;
  expect(refusal(JSON.stringify(value, null, 2))).toBe('RECEIPT_UNREADABLE');
  expect(refusal(good.trimEnd())).toBe('RECEIPT_UNREADABLE');
  expect(refusal(good.replace('ä', '\\u00e4'))).toBe('RECEIPT_UNREADABLE');
  expect(refusal(`${good}\n`)).toBe('RECEIPT_UNREADABLE');
  expect(refusal('{"orderId":')).toBe('RECEIPT_UNREADABLE');
});

test('what another key signed is found out where the key is expected, and names that key otherwise', () => {
  const stranger = generateKeyPairSync('ed25519');
  const forged = renderReceipt(
    signed(
      contentOf((content) => ({ ...content, issuer: whpk(stranger) })),
      stranger.privateKey,
    ),
  );
  expect(refusal(forged, whpk(gateway))).toBe('RECEIPT_FORGED');
  expect(check(forged).issuer).toBe(whpk(stranger));
  expect(refusal(renderReceipt(signed(contentOf(), stranger.privateKey)))).toBe('RECEIPT_FORGED');
});

type Change = (content: ReceiptContent) => ReceiptContent;
const ofOrder =
  (order: Partial<ReceiptContent['order']>): Change =>
  (content) => ({ ...content, order: { ...content.order, ...order } });
const ofPayments =
  (change: (payment: ReceiptContent['payments'][number]) => object): Change =>
  (content) => ({
    ...content,
    payments: content.payments.map((payment) => ({ ...payment, ...change(payment) })),
  });
const ofBlock =
  (change: (one: ReceiptContent['blocks'][number]) => object): Change =>
  (content) => ({ ...content, blocks: content.blocks.map((one) => ({ ...one, ...change(one) })) });

// The gateway itself signed these: its word does not make up for what the parts say.
test.each<[string, Change, string]>([
  ['its payments are fewer than what was received', ofOrder({ received: '1001' }), 'RECEIPT_INCONSISTENT'],
  ['less was received than settles the order', ofOrder({ minimum: '1001' }), 'RECEIPT_INCONSISTENT'],
  ['a payment went elsewhere', ofPayments(() => ({ to: ALICE })), 'RECEIPT_INCONSISTENT'],
  ['a payment stands in it twice', ofPayments(() => ({ id: 'same', value: '500' })), 'RECEIPT_INCONSISTENT'],
  ['it claims more than it proves', (content) => ({ ...content, blocks: [] }), 'RECEIPT_INCONSISTENT'],
  [
    'it claims less than it proves',
    (content) => ({ ...content, proofLevel: 'signed' }),
    'RECEIPT_INCONSISTENT',
  ],
  [
    'the header is of another block',
    ofBlock(({ header }) => ({ header: { ...header, stateRoot: `0x${'01'.repeat(32)}` } })),
    'RECEIPT_FORGED',
  ],
  [
    'the header has another root',
    ofBlock(({ header }) => ({ header: { ...header, extrinsicsRoot: `0x${'01'.repeat(32)}` } })),
    'RECEIPT_FORGED',
  ],
  [
    'an extrinsic is changed',
    ofBlock(({ extrinsics }) => ({
      extrinsics: extrinsics.map((one) => ({ ...one, bytes: `${one.bytes}00` })),
    })),
    'RECEIPT_FORGED',
  ],
  [
    'an extrinsic of another place',
    ofPayments(({ extrinsicIndex }) => ({ extrinsicIndex: (extrinsicIndex ?? 0) - 1 })),
    'RECEIPT_FORGED',
  ],
  ['another extrinsic', ofPayments(() => ({ extrinsicHash: `0x${'02'.repeat(32)}` })), 'RECEIPT_FORGED'],
  ['another block', ofPayments(() => ({ blockHash: `0x${'03'.repeat(32)}` })), 'RECEIPT_FORGED'],
])('%s', (_name, change, code) => {
  const content = receiptContentSchema.parse(contentOf(change));
  expect(refusal(renderReceipt(signed(content)))).toBe(code);
});

test('an order that the merchant marked as settled needs no payment', () => {
  const content = contentOf((all) => ({
    ...all,
    order: { ...all.order, manual: true, received: '0' },
    payments: [],
    blocks: [],
    proofLevel: 'signed',
  }));
  expect(check(renderReceipt(signed(content))).proofLevel).toBe('signed');
});
