/** Receipts whose events and finality are proven, and what of them nobody can change, the gateway included. */
import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { verifyEd25519 } from '../../../src/chain/ed25519.js';
import { ChaintillError } from '../../../src/domain/errors.js';
import { authoritySetHash } from '../../../src/domain/finality/authorities.js';
import { hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { checkReceipt, type CheckedReceipt } from '../../../src/domain/receipt/check.js';
import {
  proofLevelOf,
  receiptContentSchema,
  type ReceiptContent,
} from '../../../src/domain/receipt/receipt.js';
import { renderReceipt, signedBytes } from '../../../src/domain/receipt/render.js';
import type { StateVersion } from '../../../src/domain/trie/build.js';
import { provePayments } from '../../../src/gateway/receipt/prove.js';
import { paidChain, SETS, type PaidChain } from '../../support/paid-chain.js';
import { encodeAuthorities, publicKey } from '../../support/proven-chain.js';

const ALICE: Hex = `0x${'a1'.repeat(32)}`;
const BOB: Hex = `0x${'b0'.repeat(32)}`;
const gateway = generateKeyPairSync('ed25519').privateKey;
const issuer = `whpk_${Buffer.from(publicKey(gateway).slice(2), 'hex').toString('base64')}`;

type Answer = (method: string, params: readonly unknown[]) => unknown;

/** A node that answers with an error where `answer` throws. */
function nodeOf({ methods }: PaidChain, change: (answer: Answer) => Answer = (same) => same) {
  const honest: Answer = (method, params) => {
    const known = methods[method];
    if (!known) throw new Error('Method not found');
    return known(params);
  };
  const answer = change(honest);
  return {
    connected: true,
    request: <T>(method: string, params: readonly unknown[] = []): Promise<T> => {
      try {
        return Promise.resolve((answer(method, params) ?? null) as T);
      } catch (cause) {
        return Promise.reject(new ChaintillError('RPC_FAILED', 'an error', { cause }));
      }
    },
  };
}

interface Given {
  readonly asset?: string | null;
  readonly wanted?: 'finalized' | 'inclusion';
  readonly node?: ReturnType<typeof nodeOf>;
}

async function contentOf(
  chain: PaidChain,
  { asset = null, wanted = 'finalized', node = nodeOf(chain) }: Given = {},
): Promise<ReceiptContent> {
  const { blocks, finality } = await provePayments(node, asset, chain.payments, wanted);
  const payments = chain.payments.map(({ fromAccount: from, toAccount: to, ...payment }) => ({
    id: `${payment.blockNumber}-${payment.eventIndex}`,
    ...payment,
    from,
    to,
  }));
  const proofs = { payments, blocks: [...blocks], ...(finality && { finality }) };
  return receiptContentSchema.parse({
    format: 'chaintill-receipt/1',
    issuedAt: '2026-11-21T12:00:00.000Z',
    issuer,
    chain: { name: 'test', genesisHash: `0x${'00'.repeat(32)}` },
    order: {
      id: '5f0c6a3e-6c1e-4f2e-9a51-9e7d2b7a1c11',
      orderId: 'A-1',
      payee: ALICE,
      payeeAddress: '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty',
      reference: null,
      asset,
      amount: '1000',
      minimum: '1000',
      windowFrom: 1,
      expiryHeight: 100,
      status: 'settled',
      manual: false,
      received: '1000',
      settledHeight: 9,
    },
    ...proofs,
    proofLevel: proofLevelOf(proofs),
  });
}

const render = (content: ReceiptContent): string =>
  renderReceipt({ ...content, signature: sign(null, signedBytes(content), gateway).toString('base64') });
const check = (text: string, authoritySets: readonly Hex[] | null = null): CheckedReceipt =>
  checkReceipt(text, { issuer, authoritySets }, verifyEd25519);

function refusal(text: string, authoritySets: readonly Hex[] | null = null): string {
  try {
    check(text, authoritySets);
  } catch (error) {
    if (error instanceof ChaintillError) return error.code;
    throw error;
  }
  return 'it passed';
}

const hashes = SETS.map(({ keys }, id) =>
  authoritySetHash({ setId: String(id), authorities: encodeAuthorities(keys) }),
) as [Hex, Hex];
const chain = paidChain(BOB, ALICE, 1);
let good: ReceiptContent;
beforeAll(async () => {
  good = await contentOf(chain);
});

test.each<[StateVersion, string | null]>([
  [0, null],
  [1, null],
  [1, '1'],
])(
  'state version %i, asset %s: events and finality of three blocks under two sets',
  async (version, asset) => {
    const paid = paidChain(BOB, ALICE, version, asset);
    const { receipt, transfers, finality } = check(render(await contentOf(paid, { asset })), hashes);
    expect(receipt.proofLevel).toBe('finalized');
    expect(
      [...transfers].map(([number, found]) => [number, found.map(({ eventIndex }) => eventIndex)]),
    ).toEqual([
      [3, [1, 2]],
      [5, [2]],
      [9, [1]],
    ]);
    expect(
      finality.map(({ final, setId, setHash, total }) => [final.hash, final.weight, setId, setHash, total]),
    ).toEqual([
      [paid.blocks[8]?.hash, 3n, '0', hashes[0], 4n],
      [paid.blocks[12]?.hash, 3n, '1', hashes[1], 4n],
    ]);
  },
);

test('without a word of whose the authorities are, any set will do; with it, that set only', () => {
  const text = render(good);
  expect(check(text).receipt.proofLevel).toBe('finalized');
  expect(refusal(text, hashes.slice(0, 1))).toBe('RECEIPT_FORGED');
  expect(refusal(text, [])).toBe('RECEIPT_FORGED');
});

test('a receipt of a lower level is none where authorities are named', async () => {
  const content = await contentOf(chain, { wanted: 'inclusion' });
  expect(content).toMatchObject({ proofLevel: 'inclusion' });
  expect(content).not.toHaveProperty('finality');
  expect(check(render(content)).transfers.size).toBe(3);
  expect(refusal(render(content), hashes)).toBe('RECEIPT_NOT_FINALIZED');
});

test('a thousand flips of one bit, anywhere: none passes', () => {
  const bytes = Buffer.from(render(good));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      expect(refusal(flipped.toString('utf8'), hashes)).toMatch(/^RECEIPT_/);
    }),
    { numRuns: 1_000 },
  );
});

/** The places of a receipt's proofs that are text in hex, and how to put another there. */
function hexPlaces(content: ReceiptContent): readonly [Hex, (other: Hex) => void][] {
  const finality = content.finality && 'proofs' in content.finality ? content.finality.proofs : [];
  const list = (items: Hex[]): [Hex, (other: Hex) => void][] =>
    items.map((item, i) => [item, (other) => void (items[i] = other)]);
  return [
    ...content.blocks.flatMap(({ events }) => (events && 'proof' in events ? list(events.proof) : [])),
    ...finality.flatMap((proof) => [
      ...list(proof.headers),
      [proof.justification, (other: Hex) => void (proof.justification = other)] as [
        Hex,
        (other: Hex) => void,
      ],
      [proof.authorities, (other: Hex) => void (proof.authorities = other)] as [Hex, (other: Hex) => void],
    ]),
  ];
}

test('two hundred flips of one bit in the proofs, signed by the gateway again: none passes', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(7), (which, at, bit) => {
      const content = structuredClone(good);
      const places = hexPlaces(content);
      const [text, put] = places[which % places.length] as [Hex, (other: Hex) => void];
      const bytes = Buffer.from(text.slice(2), 'hex');
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
      put(`0x${bytes.toString('hex')}`);
      expect(refusal(render(content), hashes)).toBe('RECEIPT_FORGED');
    }),
    { numRuns: 200 },
  );
});

const inBlocks =
  (change: (block: ReceiptContent['blocks'][number]) => object) =>
  (content: ReceiptContent): ReceiptContent => ({
    ...content,
    blocks: content.blocks.map((block) => ({ ...block, ...change(block) })),
  });
const inFinality =
  (change: (proofs: NonNullable<ReceiptContent['finality']>) => ReceiptContent['finality']) =>
  (content: ReceiptContent): ReceiptContent => ({
    ...content,
    ...(content.finality && { finality: change(content.finality) }),
  });
const proofsOf = (finality: NonNullable<ReceiptContent['finality']>) =>
  'proofs' in finality ? finality.proofs : [];

// The gateway itself signed these.
test.each<[string, (content: ReceiptContent) => ReceiptContent, string]>([
  ['events of another block', inBlocks(() => ({ events: good.blocks[0]?.events })), 'RECEIPT_FORGED'],
  [
    'an amount that the events do not have',
    (content) => ({
      ...content,
      order: { ...content.order, received: '1001' },
      payments: content.payments.map((one, i) => (i === 0 ? { ...one, value: '301' } : one)),
    }),
    'RECEIPT_FORGED',
  ],
  [
    'another payer',
    (content) => ({ ...content, payments: content.payments.map((one) => ({ ...one, from: ALICE })) }),
    'RECEIPT_FORGED',
  ],
  [
    'a block that is not final with the others',
    inFinality((finality) => ({ proofs: proofsOf(finality).slice(0, 1) })),
    'RECEIPT_INCONSISTENT',
  ],
  [
    'a header left out',
    inFinality((finality) => ({
      proofs: proofsOf(finality).map((proof) => ({ ...proof, headers: proof.headers.slice(0, -1) })),
    })),
    'RECEIPT_FORGED',
  ],
  [
    'a proof that is of no block of it',
    inFinality((finality) => ({
      proofs: [...proofsOf(finality), ...proofsOf(finality).map((proof) => ({ ...proof, headers: [] }))],
    })),
    'RECEIPT_INCONSISTENT',
  ],
  [
    'another number of the set',
    inFinality((finality) => ({ proofs: proofsOf(finality).map((proof) => ({ ...proof, setId: '7' })) })),
    'RECEIPT_FORGED',
  ],
  ['a level above its proofs', inFinality(() => ({ missing: 'not-given' })), 'RECEIPT_INCONSISTENT'],
  ['a level below them', (content) => ({ ...content, proofLevel: 'inclusion' }), 'RECEIPT_INCONSISTENT'],
])('%s', (_name, change, code) => {
  expect(refusal(render(receiptContentSchema.parse(change(good))))).toBe(code);
});

type Change = (answer: Answer) => Answer;
const without =
  (...names: string[]): Change =>
  (answer) =>
  (method, params) => {
    if (names.includes(method)) throw new Error('Method not found');
    return answer(method, params);
  };
const answering =
  (name: string, change: (value: unknown, params: readonly unknown[], answer: Answer) => unknown): Change =>
  (answer) =>
  (method, params) =>
    method === name ? change(answer(method, params), params, answer) : answer(method, params);

describe('what a node does not give is named', () => {
  test.each<[string, Change, string, string | null]>([
    ['no proofs of its state', without('state_getReadProof'), 'not-given', null],
    ['nonsense', answering('state_getReadProof', () => ({ proof: 'none' })), 'not-given', null],
    [
      'the proof of another state',
      answering('state_getReadProof', (_value, params, answer) =>
        answer('state_getReadProof', [params[0], chain.blocks[1]?.hash]),
      ),
      'not-valid',
      null,
    ],
    ['no proofs of finality', without('grandpa_proveFinality'), 'proven', 'not-given'],
    [
      'none for a block that is too new',
      answering('grandpa_proveFinality', () => null),
      'proven',
      'not-given',
    ],
    ['nonsense as such', answering('grandpa_proveFinality', () => '0x1234'), 'proven', 'not-valid'],
    [
      'the proof of an older block',
      answering('grandpa_proveFinality', (_value, _params, answer) => answer('grandpa_proveFinality', [3])),
      'proven',
      'not-valid',
    ],
    ['no authorities', without('state_call'), 'proven', 'not-valid'],
    [
      'other authorities',
      answering('state_call', (value, [name]) =>
        name === 'GrandpaApi_grandpa_authorities' ? encodeAuthorities(SETS[1]?.keys ?? []) : value,
      ),
      'proven',
      'not-valid',
    ],
  ])('%s', async (_name, change, events, finality) => {
    const content = await contentOf(chain, { node: nodeOf(chain, change) });
    expect(
      content.blocks.map(
        (block) => block.events && ('missing' in block.events ? block.events.missing : 'proven'),
      ),
    ).toEqual([events, events, events]);
    expect(content.finality).toEqual(
      finality === null
        ? (expect.objectContaining({ proofs: expect.any(Array) as unknown }) as unknown)
        : { missing: finality },
    );
    expect(check(render(content)).receipt.proofLevel).toBe(finality === null ? 'finalized' : 'inclusion');
  });

  test('where the node has dropped the state of those days, the set that is in office may still do', async () => {
    const late = { ...chain, payments: chain.payments.slice(3) };
    const pruned: Change = (answer) => (method, params) => {
      if (method === 'state_call' && params.length > 2) throw new Error('State already discarded');
      return answer(method, params);
    };
    const found = await provePayments(nodeOf(late, pruned), null, late.payments, 'finalized');
    expect(found.finality).toMatchObject({ proofs: [{ setId: '1' }] });
    const early = await provePayments(nodeOf(chain, pruned), null, chain.payments, 'finalized');
    expect(early.finality).toEqual({ missing: 'not-valid' });
  });

  test('a node that is lost gives no receipt', async () => {
    const lost = { ...nodeOf(chain, without('grandpa_proveFinality')), connected: false };
    await expect(contentOf(chain, { node: lost })).rejects.toMatchObject({ code: 'RPC_FAILED' });
  });
});

describe('what would be too large is left out', () => {
  const LARGE = { eventsOfBlock: 100_000, events: 100_000, headers: 100_000 };
  const proofsWithin = (limits: object) =>
    provePayments(nodeOf(chain), null, chain.payments, 'finalized', { ...LARGE, ...limits });
  const sizeOf = (texts: readonly Hex[] = []): number =>
    texts.reduce((sum, text) => sum + hexToBytes(text).length, 0);
  const sizes = () =>
    good.blocks.map(({ events }) => sizeOf(events && 'proof' in events ? events.proof : [])) as [
      number,
      number,
      number,
    ];
  const eventsWithin = async (limits: object): Promise<readonly string[]> =>
    (await proofsWithin(limits)).blocks.map(({ events }) =>
      events && 'missing' in events ? events.missing : 'proven',
    );

  test('events of a block', async () => {
    const [first, second, third] = sizes();
    expect(first).toBeGreaterThan(Math.max(second, third));
    expect(await eventsWithin({ eventsOfBlock: first })).toEqual(['proven', 'proven', 'proven']);
    expect(await eventsWithin({ eventsOfBlock: first - 1 })).toEqual(['too-large', 'proven', 'proven']);
  });

  test('events of all blocks', async () => {
    const [first, second, third] = sizes();
    expect(await eventsWithin({ events: first + second + third })).toEqual(['proven', 'proven', 'proven']);
    expect(await eventsWithin({ events: first + second + third - 1 })).toEqual([
      'proven',
      'proven',
      'too-large',
    ]);
  });

  test('headers', async () => {
    const headers = good.finality && 'proofs' in good.finality ? good.finality.proofs : [];
    const bytes = sizeOf(headers.flatMap((proof) => proof.headers));
    expect((await proofsWithin({ headers: bytes })).finality).toEqual(good.finality);
    expect((await proofsWithin({ headers: bytes - 1 })).finality).toEqual({ missing: 'too-large' });
  });
});
