import type { AssetRules } from '../../../src/chain/asset-rules.js';
import type { ChainMetadata } from '../../../src/chain/chain-metadata.js';
import { ALICE, BOB } from '../../../src/chain/dev/accounts.js';
import { readFunds, type Funds, type Holding } from '../../../src/chain/payment/funds.js';
import { judgePayment, type JudgedPayment } from '../../../src/chain/payment/judgement.js';
import type { Hex } from '../../../src/domain/hex.js';
import { recordedMetadata, viewOf } from '../../support/chain-view.js';
import { refusal } from '../domain/refusal.js';

const LLD = 10n ** 12n;
const recorded = recordedMetadata('liberland-22');
const rules: AssetRules = {
  id: '1',
  minBalance: 10n,
  isSufficient: false,
  isFrozen: false,
  decimals: 2,
  symbol: 'PTS',
};

describe('what an account can send and stay open', () => {
  const key = recorded.storageMap('system.account')?.key(ALICE.publicKey) ?? '0x';
  const read = async (data: object): Promise<Holding | undefined> => {
    const value: Hex = recorded.registry.createType('FrameSystemAccountInfo', { data }).toHex();
    const [funds] = await readFunds(viewOf(recorded, new Map([[key, value]])), [ALICE.publicKey], null);
    return funds?.native;
  };

  it('is what is free, less the existential deposit or what is locked, if that is more', async () => {
    expect(await read({ free: 10n * LLD })).toEqual({
      exists: true,
      unlocked: 10n * LLD,
      transferable: 9n * LLD,
    });
    expect(await read({ free: 10n * LLD, miscFrozen: 4n * LLD, feeFrozen: 6n * LLD })).toEqual({
      exists: true,
      unlocked: 4n * LLD,
      transferable: 4n * LLD,
    });
    expect(await read({ free: 0n, reserved: 5n * LLD })).toEqual({
      exists: true,
      unlocked: 0n,
      transferable: 0n,
    });
  });

  it('is on newer runtimes more by what is reserved and locked at once', async () => {
    const amount = (value: bigint) => ({ toBigInt: () => value });
    const data = { free: amount(10n * LLD), reserved: amount(3n * LLD), frozen: amount(5n * LLD) };
    const newer: ChainMetadata = {
      ...recorded,
      storageMap: () => ({ key: () => key, decode: () => ({ data }) as never }),
    };
    const [funds] = await readFunds(viewOf(newer, new Map([[key, '0x00']])), [ALICE.publicKey], null);
    expect(funds?.native).toEqual({ exists: true, unlocked: 8n * LLD, transferable: 8n * LLD });
  });

  it('is nothing of an asset that is frozen, for the account or as a whole', async () => {
    const place = recorded.storageMap('assets.account')?.key('1', BOB.publicKey) ?? '0x';
    const held = async (isFrozen: boolean, of: AssetRules): Promise<Holding | null | undefined> => {
      const value: Hex = recorded.registry
        .createType('PalletAssetsAssetAccount', { balance: 100, isFrozen })
        .toHex();
      const [funds] = await readFunds(viewOf(recorded, new Map([[place, value]])), [BOB.publicKey], of);
      return funds?.asset;
    };
    expect(await held(false, rules)).toEqual({ exists: true, unlocked: 100n, transferable: 90n });
    const nothing = { exists: true, unlocked: 0n, transferable: 0n };
    expect(await held(true, rules)).toEqual(nothing);
    expect(await held(false, { ...rules, isFrozen: true })).toEqual(nothing);
  });
});

describe('a payment is refused', () => {
  const nothing: Holding = { exists: false, unlocked: 0n, transferable: 0n };
  const holding = (unlocked: bigint, least: bigint): Holding => ({
    exists: true,
    unlocked,
    transferable: unlocked > least ? unlocked - least : 0n,
  });
  const native = { asset: null, symbol: 'LLD', decimals: 12 };
  const funds = (ofNative: Holding, asset: Holding | null = null): Funds => ({ native: ofNative, asset });
  const inNative: JudgedPayment = {
    amount: 5n * LLD,
    fee: LLD / 10n,
    payer: funds(holding(10n * LLD, LLD)),
    payee: funds(nothing),
    native,
    existentialDeposit: LLD,
    asset: null,
  };
  const inAsset: JudgedPayment = {
    ...inNative,
    amount: 500n,
    payer: funds(holding(2n * LLD, LLD), holding(1_000n, 10n)),
    payee: funds(holding(LLD, LLD), nothing),
    asset: { token: { asset: '1', symbol: 'PTS', decimals: 2 }, rules },
  };
  const judge = (base: JudgedPayment, changes: Partial<JudgedPayment>) => () =>
    judgePayment({ ...base, ...changes });

  it('never where both accounts have enough', () => {
    expect(judge(inNative, {})).not.toThrow();
    expect(judge(inAsset, {})).not.toThrow();
    expect(judge(inNative, { payer: funds(holding(61n * (LLD / 10n), LLD)) })).not.toThrow();
  });

  it('with what is missing, the fee included', () => {
    expect(judge(inNative, { payer: funds(holding(4n * LLD, LLD)) })).toThrow(
      refusal(
        'BALANCE_TOO_LOW',
        '5.1 LLD are needed, of which 0.1 LLD are the fee, it can send 3 LLD, and 2.1 LLD are missing',
      ),
    );
    expect(judge(inAsset, { payer: funds(holding(2n * LLD, LLD), holding(100n, 10n)) })).toThrow(
      refusal('BALANCE_TOO_LOW', '4.1 PTS (asset 1) are missing'),
    );
    expect(judge(inAsset, { payer: funds(holding(LLD, LLD), holding(1_000n, 10n)) })).toThrow(
      refusal('BELOW_EXISTENTIAL_DEPOSIT', 'add 0.1 LLD'),
    );
    expect(judge(inAsset, { payer: funds(nothing, nothing) })).toThrow(refusal('BALANCE_TOO_LOW'));
  });

  it('where the payer could not stay open', () => {
    expect(judge(inNative, { payer: funds(holding(52n * (LLD / 10n), LLD)) })).toThrow(
      refusal('BELOW_EXISTENTIAL_DEPOSIT', 'add 0.9 LLD'),
    );
    expect(judge(inAsset, { payer: funds(holding(2n * LLD, LLD), holding(500n, 10n)) })).toThrow(
      refusal('BELOW_EXISTENTIAL_DEPOSIT', 'add 0.1 PTS'),
    );
  });

  it('where the address to pay cannot be opened by it', () => {
    expect(judge(inNative, { amount: LLD - 1n })).toThrow(
      refusal('BELOW_EXISTENTIAL_DEPOSIT', 'less than 1 LLD'),
    );
    expect(judge(inNative, { amount: LLD - 1n, payee: funds(holding(LLD, LLD)) })).not.toThrow();
    expect(judge(inAsset, { amount: 9n })).toThrow(refusal('BELOW_EXISTENTIAL_DEPOSIT', 'less than 0.1 PTS'));
    expect(judge(inAsset, { payee: funds(nothing, nothing) })).toThrow(
      refusal('BELOW_EXISTENTIAL_DEPOSIT', 'before it has 1 LLD'),
    );
    const { asset } = inAsset;
    const sufficient = asset && { ...asset, rules: { ...rules, isSufficient: true } };
    expect(judge(inAsset, { payee: funds(nothing, nothing), asset: sufficient })).not.toThrow();
  });

  it('while the asset is frozen', () => {
    const { asset } = inAsset;
    expect(judge(inAsset, { asset: asset && { ...asset, rules: { ...rules, isFrozen: true } } })).toThrow(
      refusal('ASSET_UNAVAILABLE'),
    );
  });
});
