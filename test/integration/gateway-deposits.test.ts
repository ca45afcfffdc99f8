/** Deposit addresses: who shows that it can spend from them, and what it signs to have what came there. */
import { randomBytes } from 'node:crypto';
import { BOB } from '../../src/chain/dev/accounts.js';
import type { ChainView } from '../../src/chain/chain-view.js';
import { formatAccount } from '../../src/domain/account.js';
import { deriveAddress, deriveSoftAddress } from '../../src/domain/deposit-address.js';
import { bytesToHex, type Hex } from '../../src/domain/hex.js';
import { encodeUtf8 } from '../../src/domain/utf8.js';
import type { RemarkRow } from '../../src/store/chain/tables.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { recordedMetadata, viewOf } from '../support/chain-view.js';
import {
  createTestIndex,
  openTestGateway,
  type Answer,
  type Given,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';
import { insertPayments } from '../support/till-rows.js';
import {
  createTestMerchant,
  createTestOperator,
  insertTestOrder,
  openTestTill,
  type TestMerchant,
} from '../support/till.js';

const HEIGHT = 500;
const LLD = 10n ** 12n;
const metadata = recordedMetadata('liberland-22');
const storage = new Map<Hex, Hex>();

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let offline: TestGateway;
let operator: string;
let account: Hex;
let shop: TestMerchant;
let rival: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  till = await openTestTill(index.database.url);
  const chainView = (): Promise<ChainView> => Promise.resolve(viewOf(metadata, storage));
  gateway = await openTestGateway(index.database.url, { chainView });
  offline = await openTestGateway(index.database.url);
  operator = await createTestOperator(till);
});
afterAll(async () => {
  await gateway.close();
  await offline.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  account = bytesToHex(randomBytes(32));
  shop = await createTestMerchant(till, { accounts: [account] });
  rival = await createTestMerchant(till);
});

const EXTRINSIC = `{ callData signer description mortalBlocks }`;
const REQUEST = `mutation ($account: String!, $merchantId: ID) {
  requestDepositProof(account: $account, merchantId: $merchantId) {
    text account { publicKey depositsEnabledAt } extrinsic ${EXTRINSIC}
  }
}`;
const ENABLE = `mutation ($account: String!, $merchantId: ID) {
  enableDeposits(account: $account, merchantId: $merchantId) { publicKey depositsEnabledAt }
}`;
const SWEEP = `query ($account: String!, $first: Int, $after: Cursor, $merchantId: ID) {
  depositSweep(account: $account, first: $first, after: $after, merchantId: $merchantId) {
    at addresses notes funding ${EXTRINSIC} batches ${EXTRINSIC} children { derivation extrinsic ${EXTRINSIC} }
    pageInfo { endCursor hasNextPage }
  }
}`;

interface Extrinsic {
  readonly callData: Hex;
  readonly signer: string;
  readonly description: string;
}

interface Proof {
  readonly text: string;
  readonly extrinsic: Extrinsic;
}

const ask = (query: string, variables: object, key?: string): Promise<Answer> =>
  gateway.ask(query, { ...variables }, '/graphql', key);
const codeOf = async (query: string, variables: object, key?: string): Promise<string | undefined> =>
  (await ask(query, variables, key)).errors?.[0]?.extensions.code;

async function request(key = shop.secretKey): Promise<Proof> {
  const { requestDepositProof } = await gateway.query<{ requestDepositProof: Proof }>(
    REQUEST,
    { account },
    key,
  );
  return requestDepositProof;
}

let remarks = 0;

/** The proof as the index has it, but for what a test changes. */
async function indexProof(text: string, changed: Given<RemarkRow> = {}): Promise<void> {
  remarks += 1;
  await index.insertRemarks([
    {
      ordinal: remarks,
      blockNumber: HEIGHT,
      data: bytesToHex(encodeUtf8(text) ?? new Uint8Array()),
      text,
      signerId: account,
      callPath: 'utility.asDerivative.utility.asDerivative.utility.asDerivative.system.remark',
      ...changed,
    },
  ]);
}

describe('requestDepositProof', () => {
  it('gives a remark to make as a derivative account as deep as deposit addresses are', async () => {
    const { text, extrinsic } = await request();
    expect(extrinsic).toMatchObject({ signer: formatAccount(account, 42), mortalBlocks: 64 });
    const call = metadata.registry.createType('Call', extrinsic.callData).toHuman();
    const inner = { section: 'system', method: 'remark', args: { remark: text } };
    const below = (call: object): object => ({
      section: 'utility',
      method: 'asDerivative',
      args: { call },
    });
    expect(call).toMatchObject(below(below(below(inner))));
  });

  it('keeps the text that it gave before, and leaves a line in the audit log', async () => {
    const { text } = await request();
    expect((await request()).text).toBe(text);
    const lines = await till
      .selectFrom('auditLog')
      .select(['action', 'merchantId', 'after'])
      .where('subjectId', '=', account)
      .execute();
    expect(lines).toEqual([
      {
        action: 'account.requestDepositProof',
        merchantId: shop.merchantId,
        after: { depositProof: text },
      },
    ]);
  });

  it('gives the text also while no node answers', async () => {
    const { data, errors } = await offline.ask(REQUEST, { account }, '/graphql', shop.secretKey);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CHAIN_UNAVAILABLE']);
    expect(JSON.stringify(errors)).not.toContain('secret.example');
    expect(data?.['requestDepositProof']).toMatchObject({ extrinsic: null, text: (await request()).text });
  });

  it("refuses accounts that are not the merchant's now, or can have no deposit addresses", async () => {
    expect(await codeOf(REQUEST, { account }, rival.secretKey)).toBe('ACCOUNT_NOT_FOUND');
    expect(await codeOf(REQUEST, { account: BOB.publicKey }, shop.secretKey)).toBe('ACCOUNT_NOT_FOUND');
    expect(await codeOf(REQUEST, { account: `0x${'11'.repeat(20)}` }, shop.secretKey)).toBe(
      'DEPOSIT_ADDRESS_UNSUPPORTED',
    );
    expect(await codeOf(REQUEST, { account: 'x' }, shop.secretKey)).toBe('INVALID_ADDRESS');
    await till.updateTable('accounts').set({ toHeight: HEIGHT }).where('account', '=', account).execute();
    expect(await codeOf(REQUEST, { account }, shop.secretKey)).toBe('ACCOUNT_NOT_FOUND');
  });
});

describe('enableDeposits', () => {
  it('takes the proof once it is indexed, and is audited with it', async () => {
    const { text } = await request();
    expect(await codeOf(ENABLE, { account }, shop.secretKey)).toBe('DEPOSIT_PROOF_MISSING');
    await indexProof(text);
    const answer = await gateway.query(ENABLE, { account }, shop.secretKey);
    expect(answer).toEqual({
      enableDeposits: {
        publicKey: account,
        depositsEnabledAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    });
    expect(await gateway.query(ENABLE, { account }, shop.secretKey)).toEqual(answer);
    const lines = await till
      .selectFrom('auditLog')
      .select(['after'])
      .where('subjectId', '=', account)
      .where('action', '=', 'account.enableDeposits')
      .execute();
    expect(lines).toEqual([
      { after: { depositsEnabled: true, scheme: 'derivative', proof: `${HEIGHT}-${remarks}` } },
    ]);
  });

  it.each<[string, Given<RemarkRow>]>([
    ['of another text', { data: '0x78', text: 'x' }],
    ['that another account signed', { signerId: BOB.publicKey }],
    ['that nobody signed', { signerId: null }],
    ['that may not have been executed', { executed: 'unknown' }],
    ['made as the account itself', { callPath: 'system.remark' }],
    ['made less deep', { callPath: 'utility.asDerivative.system.remark' }],
    [
      'inside something else',
      {
        callPath: 'proxy.proxy.utility.asDerivative.utility.asDerivative.utility.asDerivative.system.remark',
      },
    ],
    ['above the indexed height', { blockNumber: HEIGHT + 1 }],
  ])('refuses a remark %s', async (_what, changed) => {
    const { text } = await request();
    await indexProof(text, changed);
    expect(await codeOf(ENABLE, { account }, shop.secretKey)).toBe('DEPOSIT_PROOF_MISSING');
  });

  it('refuses an account that never asked, whatever remarks it made', async () => {
    await indexProof('');
    expect(await codeOf(ENABLE, { account }, shop.secretKey)).toBe('DEPOSIT_PROOF_MISSING');
  });

  it('needs no proof from the operator, which is audited', async () => {
    const { merchantId } = shop;
    expect(await codeOf(ENABLE, { account }, operator)).toBe('BAD_USER_INPUT');
    expect(await codeOf(ENABLE, { account, merchantId: rival.merchantId }, operator)).toBe(
      'ACCOUNT_NOT_FOUND',
    );
    expect(await gateway.query(ENABLE, { account, merchantId }, operator)).toMatchObject({
      enableDeposits: { depositsEnabledAt: expect.any(String) as string },
    });
    const line = await till
      .selectFrom('auditLog')
      .select(['actor', 'after'])
      .where('subjectId', '=', account)
      .executeTakeFirstOrThrow();
    expect(line).toEqual({
      actor: operator.slice(0, operator.lastIndexOf('_')),
      after: { depositsEnabled: true, scheme: 'derivative', proof: null },
    });
  });

  it('is refused to keys that only read, and to other merchants', async () => {
    const { text } = await request();
    await indexProof(text);
    expect(await codeOf(REQUEST, { account }, shop.readKey)).toBe('FORBIDDEN');
    expect(await codeOf(ENABLE, { account }, shop.readKey)).toBe('FORBIDDEN');
    expect(await codeOf(ENABLE, { account }, rival.secretKey)).toBe('ACCOUNT_NOT_FOUND');
    const named = { account, merchantId: shop.merchantId };
    expect(await codeOf(ENABLE, named, rival.secretKey)).toBe('MERCHANT_NOT_FOUND');
    expect(await codeOf(ENABLE, { account })).toBe('UNAUTHENTICATED');
    const row = await till
      .selectFrom('accounts')
      .select('depositEnabledAt')
      .where('account', '=', account)
      .executeTakeFirstOrThrow();
    expect(row.depositEnabledAt).toBeNull();
  });
});

interface Sweep {
  readonly addresses: number;
  readonly batches: readonly Extrinsic[];
  readonly children: readonly { derivation: string; extrinsic: Extrinsic }[];
  readonly notes: readonly string[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
}

async function sweep(variables: object = {}, key = shop.secretKey): Promise<Sweep> {
  const { depositSweep } = await gateway.query<{ depositSweep: Sweep }>(
    SWEEP,
    { account, ...variables },
    key,
  );
  return depositSweep;
}

let addresses = 0;

/** An order at a deposit address. @returns the address */
async function deposit(
  scheme: 'derivative' | 'soft' = 'derivative',
  { merchantId, ...given }: { merchantId?: string; id?: string; asset?: string } = {},
): Promise<Hex> {
  addresses += 1;
  const depositPath = [7, 8, addresses];
  const payee = (scheme === 'soft' ? deriveSoftAddress : deriveAddress)(account, depositPath);
  await insertTestOrder(till, {
    merchantId: merchantId ?? shop.merchantId,
    owner: account,
    payee,
    mode: 'address',
    reference: null,
    depositScheme: scheme,
    depositPath,
    ...given,
  });
  return payee;
}

function hold(address: Hex, free: bigint): void {
  put('system.account', 'FrameSystemAccountInfo', [address], { providers: 1, data: { free } });
}

function holdAsset(address: Hex, id: string, balance: bigint): void {
  put('assets.asset', 'PalletAssetsAssetDetails', [id], {
    minBalance: 1,
    isSufficient: true,
    status: 'Live',
  });
  put('assets.account', 'PalletAssetsAssetAccount', [id, address], { balance });
}

function put(name: 'system.account' | `assets.${string}`, type: string, key: unknown[], value: object): void {
  const at = metadata.storageMap(name)?.key(...key);
  if (at) storage.set(at, metadata.registry.createType(type, value).toHex());
}

describe('depositSweep', () => {
  it('moves what the deposit addresses of the account hold, and nothing else', async () => {
    hold(await deposit(), 3n * LLD);
    await deposit();
    hold(await deposit(), 2n * LLD);
    await insertTestOrder(till, { merchantId: shop.merchantId, owner: account });
    const { batches, addresses: seen, notes } = await sweep();
    expect(seen).toBe(3);
    expect(notes).toEqual([]);
    expect(batches).toMatchObject([{ signer: formatAccount(account, 42) }]);
    expect(batches[0]?.description).toContain('5 LLD');
    const call = metadata.registry.createType('Call', batches[0]?.callData).toHuman();
    expect(call).toMatchObject({ method: 'forceBatch' });
    expect(JSON.stringify(call).match(/"transferAll"/g)).toHaveLength(2);
  });

  it('finds assets that were paid though nobody asked for them, and those that orders are in', async () => {
    const id = '4f0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11';
    const wrong = await deposit('derivative', { id });
    const right = await deposit('derivative', { asset: '33' });
    holdAsset(wrong, '44', 70n);
    holdAsset(right, '33', 80n);
    await insertPayments(till, [
      {
        merchantId: shop.merchantId,
        orderId: id,
        asset: '44',
        toAccount: wrong,
        use: 'held',
        blockNumber: 77,
      },
    ]);
    const description = (await sweep()).batches[0]?.description;
    expect(description).toContain('70 (asset 44)');
    expect(description).toContain('80 (asset 33)');
  });

  it('looks at a page at a time', async () => {
    for (let i = 1n; i <= 3n; i++) hold(await deposit(), i * LLD);
    const first = await sweep({ first: 2 });
    expect(first).toMatchObject({ addresses: 2, pageInfo: { hasNextPage: true } });
    expect(first.batches[0]?.description).toContain('3 LLD');
    const second = await sweep({ first: 2, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ addresses: 1, pageInfo: { hasNextPage: false } });
    expect(second.batches[0]?.description).toContain('3 LLD');
    expect(await codeOf(SWEEP, { account, after: 'x' }, shop.secretKey)).toBe('BAD_USER_INPUT');
  });

  it('is for each merchant of its own orders, for keys that read, and for the operator', async () => {
    hold(await deposit(), LLD);
    hold(await deposit('derivative', { merchantId: rival.merchantId }), 40n * LLD);
    expect((await sweep({}, shop.readKey)).batches[0]?.description).toContain('1 LLD');
    expect((await sweep({}, rival.secretKey)).batches[0]?.description).toContain('40 LLD');
    const named = await sweep({ merchantId: rival.merchantId }, operator);
    expect(named.batches[0]?.description).toContain('40 LLD');
    expect(await codeOf(SWEEP, { account, merchantId: shop.merchantId }, rival.secretKey)).toBe(
      'MERCHANT_NOT_FOUND',
    );
    expect(await codeOf(SWEEP, { account })).toBe('UNAUTHENTICATED');
  });

  it('says so while no node answers', async () => {
    await deposit();
    const { errors } = await offline.ask(SWEEP, { account }, '/graphql', shop.secretKey);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CHAIN_UNAVAILABLE']);
  });
});
