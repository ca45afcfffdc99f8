import { u8aToHex } from '@polkadot/util';
import { createKeyDerived } from '@polkadot/util-crypto';
import type { CallData, ChainError } from '../../../src/domain/extract/block.js';
import { extract } from '../../../src/domain/extract/extract.js';
import {
  ALICE,
  BOB,
  CAROL,
  DONE,
  DONE_WITH_ERRORS,
  ITEM,
  POOL,
  SUCCESS,
  bare,
  batch,
  batchAll,
  block,
  call,
  event,
  failed,
  failedTx,
  failures,
  forceBatch,
  hashed,
  hex,
  interrupted,
  itemFailed,
  paid,
  pay,
  payAsset,
  remark,
  tags,
  tx,
  type Scene,
} from './scene.js';

const POOR: ChainError = { pallet: 'Balances', name: 'InsufficientBalance', docs: 'Balance too low.' };
const BAD: ChainError = { pallet: null, name: 'BadOrigin', docs: null };
const HASH = `0x${'77'.repeat(32)}` as const;

const one = (...parts: Parameters<typeof tx>): Scene => ({ transactions: [tx(...parts)] });
const undone = (root: CallData, error = POOR): Scene => ({ transactions: [failedTx(root, error)] });
const proxy = (inner: CallData): CallData => call('proxy.proxy', [CAROL], inner);
const multisig = (inner: CallData): CallData => call('multisig.asMulti', [], hashed(inner, HASH));
const executed = (result: true | ChainError): ReturnType<typeof event> =>
  event('multisig.MultisigExecuted', null, null, POOL, HASH, result);

describe('payments that did not happen', () => {
  const shapes: [string, Scene, string[]][] = [
    ['a transfer that happened is none', one(pay(BOB), paid(BOB)), []],
    ['a failed call that pays nobody', undone(call('staking.bond')), []],
    ['a transfer', undone(pay(BOB)), ['alice>bob:- failed extrinsic InsufficientBalance']],
    [
      'all of an account',
      undone(call('balances.transferAll', [BOB])),
      ['alice>bob:- failed extrinsic InsufficientBalance'],
    ],
    [
      'a payee that is named in another way than by account',
      undone(call('balances.transfer', [null, 1n])),
      ['alice>nobody:- failed extrinsic InsufficientBalance'],
    ],
    [
      'a transfer with its remark, undone together',
      undone(batchAll(pay(BOB), remark('A'))),
      ['alice>bob:A failed extrinsic InsufficientBalance'],
    ],
    [
      'several transfers undone together: which one failed is not known',
      undone(batchAll(pay(BOB), remark('A'), pay(CAROL), remark('B'))),
      [
        'alice>bob:A reverted extrinsic InsufficientBalance',
        'alice>carol:B reverted extrinsic InsufficientBalance',
      ],
    ],
    [
      'a transfer undone with another call',
      undone(batchAll(pay(BOB), call('staking.bond'))),
      ['alice>bob:- reverted extrinsic InsufficientBalance'],
    ],
    [
      'a batch that stopped at the transfer, before its remark',
      one(batch(pay(BOB), remark('A')), interrupted(0, POOR)),
      ['alice>bob:A failed interrupted InsufficientBalance'],
    ],
    [
      'a batch that stopped after a pair, before another',
      one(
        batch(pay(BOB), remark('A'), pay(CAROL), remark('B'), pay(POOL), remark('C')),
        paid(BOB),
        ITEM,
        ITEM,
        interrupted(2, POOR),
      ),
      [
        'alice>carol:B failed interrupted InsufficientBalance',
        'alice>pool:C skipped interrupted InsufficientBalance',
      ],
    ],
    [
      'a batch that stopped at another call',
      one(batch(call('staking.bond'), pay(BOB), remark('A')), interrupted(0, POOR)),
      ['alice>bob:A skipped interrupted InsufficientBalance'],
    ],
    [
      'a batchAll in a batch',
      one(batch(remark('A'), batchAll(pay(BOB), pay(CAROL)), pay(POOL)), ITEM, interrupted(1, POOR)),
      [
        'alice>bob:A reverted interrupted InsufficientBalance',
        'alice>carol:- reverted interrupted InsufficientBalance',
        'alice>pool:- skipped interrupted InsufficientBalance',
      ],
    ],
    [
      'an interrupted batch in a batch that went on',
      one(
        batchAll(batch(pay(BOB), remark('A')), pay(CAROL)),
        interrupted(0, POOR),
        ITEM,
        paid(CAROL),
        ITEM,
        DONE,
      ),
      ['alice>bob:A failed interrupted InsufficientBalance'],
    ],
    [
      'an interrupted batch of a runtime that does not mark items',
      one(batch(pay(BOB), pay(CAROL), remark('A')), paid(BOB), interrupted(1, POOR)),
      ['alice>carol:A failed interrupted InsufficientBalance'],
    ],
    [
      'items of a forced batch, each with its own error',
      one(
        forceBatch(pay(BOB), remark('A'), pay(CAROL), remark('B')),
        itemFailed(POOR),
        itemFailed(BAD),
        itemFailed(BAD),
        itemFailed(BAD),
        DONE_WITH_ERRORS,
      ),
      ['alice>bob:A failed item InsufficientBalance', 'alice>carol:B failed item BadOrigin'],
    ],
    [
      'a proxy: it is the proxied account that did not pay',
      one(proxy(batchAll(pay(BOB), remark('A'))), event('proxy.ProxyExecuted', POOR)),
      ['carol>bob:A failed proxy InsufficientBalance'],
    ],
    [
      'a proxy that may not act',
      undone(proxy(pay(BOB)), { pallet: 'Proxy', name: 'NotProxy', docs: null }),
      ['carol>bob:- failed extrinsic NotProxy'],
    ],
    [
      'a proxy in a batch that went on, its remark beside it',
      one(
        batchAll(proxy(pay(BOB)), remark('A'), pay(CAROL)),
        event('proxy.ProxyExecuted', POOR),
        ITEM,
        ITEM,
        paid(CAROL),
        ITEM,
        DONE,
      ),
      ['carol>bob:A failed proxy InsufficientBalance'],
    ],
    [
      'a multisig: its account is in the event',
      one(multisig(pay(BOB)), executed(POOR)),
      ['pool>bob:- failed multisig InsufficientBalance'],
    ],
    ['a multisig that waits for approvals', one(multisig(pay(BOB)), event('multisig.NewMultisig')), []],
    ['an approval that failed, of a payment that may still come', undone(multisig(pay(BOB)), BAD), []],
    ['a call that could not be scheduled', undone(call('scheduler.schedule', [], pay(BOB)), BAD), []],
    [
      'sudo: the root origin has no account',
      one(call('sudo.sudo', [], pay(BOB)), event('sudo.Sudid', BAD)),
      ['nobody>bob:- failed sudo BadOrigin'],
    ],
    [
      'sudo of a transfer that names its payer',
      one(call('sudo.sudo', [], call('balances.forceTransfer', [CAROL, BOB, 1n])), event('sudo.Sudid', POOR)),
      ['carol>bob:- failed sudo InsufficientBalance'],
    ],
    [
      'an office',
      one(
        call('ministryOfFinanceOffice.execute', [], batchAll(pay(BOB), remark('A'))),
        event('ministryOfFinanceOffice.CallExecuted', POOR),
      ),
      ['nobody>bob:A failed execute InsufficientBalance'],
    ],
    [
      'a council proposal that waits, and one that failed',
      {
        transactions: [
          failedTx(call('council.propose', [], pay(BOB)), BAD),
          tx(call('council.propose', [], pay(CAROL)), event('council.Executed', null, BAD)),
        ],
      },
      ['nobody>carol:- failed execute BadOrigin'],
    ],
    [
      'the LLM of the politipool, whose account is in no call',
      undone(call('llm.sendLlmToPolitipool', [BOB, 1n])),
      ['alice>nobody:- failed extrinsic InsufficientBalance'],
    ],
    [
      'a failed task of the scheduler, whose calls are not in the block',
      { initialization: [event('utility.BatchInterrupted', 0, POOR), event('scheduler.Dispatched')] },
      [],
    ],
    ['calls that do not fit the events', one(batch(pay(BOB), remark('A')), interrupted(7, POOR)), []],
    ['an unknown call around it', undone(call('somebody.wraps', [], pay(BOB))), []],
    ['an asset whose id is no number', undone(call('assets.transfer', [null, BOB, 1n])), []],
  ];

  it.each(shapes)('%s', (_, scene, expected) => {
    expect(failures(scene)).toEqual(expected);
  });

  it('are told with amount, asset, path, fee and whoever paid it', () => {
    const scene = undone(batchAll(payAsset('7', BOB, 5n), remark('A'), pay(CAROL, 6n)));
    expect(extract(block(scene)).failedPayments).toEqual([
      {
        extrinsicIndex: 0,
        extrinsicHash: `0x${'e0'.repeat(32)}`,
        signer: ALICE,
        callPath: 'utility.batchAll[0].assets.transfer',
        asset: '7',
        from: ALICE,
        to: BOB,
        value: 5n,
        how: 'extrinsic',
        outcome: 'reverted',
        error: POOR,
        pairing: 'paired',
        remark: hex('A'),
        feePayer: ALICE,
        fee: 12n,
      },
      expect.objectContaining({
        callPath: 'utility.batchAll[2].balances.transferKeepAlive',
        asset: null,
        value: 6n,
        pairing: 'none',
        remark: null,
      }),
    ]);
  });

  it('have no fee where the chain does not say it', () => {
    const [found] = extract(block({ transactions: [bare(pay(BOB), failed(POOR))] })).failedPayments;
    expect(found).toMatchObject({ fee: null, feePayer: null });
  });

  it('take the account of a derivative from its owner and index', () => {
    const [found] = extract(block(undone(call('utility.asDerivative', [7], pay(BOB))))).failedPayments;
    expect(found?.from).toBe(u8aToHex(createKeyDerived(ALICE, 7)));
  });
});

describe('the remark of a payment that did not happen', () => {
  it('does not go to the one before it, which happened', () => {
    const scene = one(
      forceBatch(pay(BOB), pay(CAROL), remark('A')),
      paid(BOB),
      ITEM,
      itemFailed(POOR),
      ITEM,
      DONE_WITH_ERRORS,
    );
    expect(tags(scene)).toEqual(['bob:-']);
    expect(failures(scene)).toEqual(['alice>carol:A failed item InsufficientBalance']);
  });

  it('cannot be told where a call that did not run might have paid too', () => {
    expect(failures(undone(batchAll(pay(BOB), call('nfts.buyItem'), remark('A'))))).toEqual([
      'alice>bob:? reverted extrinsic InsufficientBalance',
    ]);
    expect(failures(undone(batchAll(pay(BOB), remark('A'), call('nfts.buyItem'))))).toEqual([
      'alice>bob:A reverted extrinsic InsufficientBalance',
    ]);
  });

  it('is not taken from what a call of another extrinsic says', () => {
    const scene = { transactions: [failedTx(pay(BOB), POOR), bare(remark('A'), SUCCESS)] };
    expect(failures(scene)).toEqual(['alice>bob:- failed extrinsic InsufficientBalance']);
  });
});
