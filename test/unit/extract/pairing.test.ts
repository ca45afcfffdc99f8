import { extract } from '../../../src/domain/extract/extract.js';
import {
  BOB,
  CAROL,
  DONE,
  DONE_WITH_ERRORS,
  ITEM,
  ITEM_FAILED,
  POOL,
  bare,
  batch,
  batchAll,
  block,
  call,
  event,
  FAILED,
  forceBatch,
  hashed,
  interrupted,
  paid,
  paidAsset,
  pay,
  payAsset,
  remark,
  remarked,
  SUCCESS,
  tags,
  tx,
  type Scene,
} from './scene.js';

const HASH = `0x${'77'.repeat(32)}` as const;
const OTHER_HASH = `0x${'78'.repeat(32)}` as const;

const one = (...parts: Parameters<typeof tx>): Scene => ({ transactions: [tx(...parts)] });

const multisig = (inner: ReturnType<typeof pay>): ReturnType<typeof pay> =>
  call('multisig.asMulti', [], hashed(inner, HASH));
const multisigExecuted = (ok: boolean, hash: string = HASH): ReturnType<typeof event> =>
  event('multisig.MultisigExecuted', null, null, null, hash, ok);

describe('which remark belongs to which transfer', () => {
  const shapes: [string, Scene, string[]][] = [
    ['a plain transfer', one(pay(BOB), paid(BOB)), ['bob:-']],
    ['transfer, remark', one(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM, DONE), ['bob:A']],
    ['remark, transfer', one(batchAll(remark('A'), pay(BOB)), ITEM, paid(BOB), ITEM, DONE), ['bob:A']],
    [
      'two payments, remarks after',
      one(
        batchAll(pay(BOB), remark('A'), pay(CAROL), remark('B')),
        paid(BOB),
        ITEM,
        ITEM,
        paid(CAROL),
        ITEM,
        ITEM,
        DONE,
      ),
      ['bob:A', 'carol:B'],
    ],
    [
      'two payments, remarks before',
      one(
        batchAll(remark('A'), pay(BOB), remark('B'), pay(CAROL)),
        ITEM,
        paid(BOB),
        ITEM,
        ITEM,
        paid(CAROL),
        ITEM,
        DONE,
      ),
      ['bob:A', 'carol:B'],
    ],
    [
      'two transfers share no remark: the nearer one has it',
      one(batchAll(pay(BOB), pay(CAROL), remark('A')), paid(BOB), ITEM, paid(CAROL), ITEM, ITEM, DONE),
      ['bob:-', 'carol:A'],
    ],
    [
      'a second remark does not pay a second order',
      one(batchAll(pay(BOB), remark('A'), remark('B')), paid(BOB), ITEM, ITEM, ITEM, DONE),
      ['bob:A'],
    ],
    [
      'a newer waiting remark replaces an older one',
      one(batchAll(remark('A'), remark('B'), pay(BOB)), ITEM, ITEM, paid(BOB), ITEM, DONE),
      ['bob:B'],
    ],
    [
      'a remark in another extrinsic is no tag',
      { transactions: [tx(pay(BOB), paid(BOB)), tx(remark('A'))] },
      ['bob:-'],
    ],
    [
      'an asset transfer',
      one(batchAll(payAsset('5', BOB), remark('A')), paidAsset('5', BOB), ITEM, ITEM, DONE),
      ['bob:A'],
    ],
    ['a batch that stopped before its transfer', one(batch(remark('A'), pay(BOB)), ITEM, interrupted(1)), []],
    [
      'a batch that stopped before its remark',
      one(batch(pay(BOB), call('x.fails'), remark('A')), paid(BOB), ITEM, interrupted(1)),
      ['bob:-'],
    ],
    ['a batch that stopped at its first item', one(batch(pay(BOB), remark('A')), interrupted(0)), []],
    [
      'a forced batch: the remark of a failed transfer is for no other payment',
      one(
        forceBatch(pay(BOB), remark('A'), pay(BOB), remark('B')),
        ITEM_FAILED,
        ITEM,
        paid(BOB),
        ITEM,
        ITEM,
        DONE_WITH_ERRORS,
      ),
      ['bob:B'],
    ],
    [
      'a forced batch: nor where that remark stood before it',
      one(
        forceBatch(remark('A'), pay(BOB), remark('B'), pay(BOB)),
        ITEM,
        ITEM_FAILED,
        ITEM,
        paid(BOB),
        ITEM,
        DONE_WITH_ERRORS,
      ),
      ['bob:B'],
    ],
    [
      'a forced batch: nor where the other payment has no remark',
      one(
        forceBatch(pay(BOB), remark('A'), pay(CAROL)),
        ITEM_FAILED,
        ITEM,
        paid(CAROL),
        ITEM,
        DONE_WITH_ERRORS,
      ),
      ['carol:-'],
    ],
    [
      'a forced batch: a payment whose remark failed takes no other payment’s',
      one(
        forceBatch(pay(BOB), batchAll(remark('A'), call('x.fails')), pay(CAROL), remark('B')),
        paid(BOB),
        ITEM,
        ITEM_FAILED,
        paid(CAROL),
        ITEM,
        ITEM,
        DONE_WITH_ERRORS,
      ),
      ['bob:-', 'carol:B'],
    ],
    [
      'a forced batch: a failed call that may have been a payment makes a waiting remark unclear',
      one(
        forceBatch(remark('A'), call('x.fails'), pay(BOB), pay(CAROL), remark('B')),
        ITEM,
        ITEM_FAILED,
        paid(BOB),
        ITEM,
        paid(CAROL),
        ITEM,
        ITEM,
        DONE_WITH_ERRORS,
      ),
      ['bob:?', 'carol:B'],
    ],
    [
      'a transfer that moves nothing takes its remark all the same',
      one(
        batchAll(pay(BOB), remark('A'), pay(CAROL), remark('B')),
        ITEM,
        ITEM,
        paid(CAROL),
        ITEM,
        ITEM,
        DONE,
      ),
      ['carol:B'],
    ],
    [
      'a forced batch whose remark failed',
      one(forceBatch(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM_FAILED, DONE_WITH_ERRORS),
      ['bob:-'],
    ],
    [
      'nested batches',
      one(
        batchAll(batch(pay(BOB), remark('A')), batch(remark('B'), pay(CAROL))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
        ITEM,
        ITEM,
        paid(CAROL),
        ITEM,
        DONE,
        ITEM,
        DONE,
      ),
      ['bob:A', 'carol:B'],
    ],
    [
      'an inner batch that stopped, in an outer one that went on',
      one(
        batchAll(batch(pay(BOB), call('x.fails'), remark('A')), remark('B')),
        paid(BOB),
        ITEM,
        interrupted(1),
        ITEM,
        ITEM,
        DONE,
      ),
      ['bob:-'],
    ],
    [
      'an empty batch beside',
      one(batchAll(batch(), pay(BOB), remark('A')), DONE, ITEM, paid(BOB), ITEM, ITEM, DONE),
      ['bob:A'],
    ],
    [
      'through a proxy',
      one(
        call('proxy.proxy', [], batchAll(pay(BOB), remark('A'))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
        event('proxy.ProxyExecuted', true),
      ),
      ['bob:A'],
    ],
    [
      'a proxied remark that failed, in a batch that succeeded',
      one(
        batchAll(pay(BOB), call('proxy.proxy', [], remark('A'))),
        paid(BOB),
        ITEM,
        event('proxy.ProxyExecuted', false),
        ITEM,
        DONE,
      ),
      ['bob:-'],
    ],
    [
      'a multisig that ran',
      one(multisig(batchAll(pay(BOB), remark('A'))), paid(BOB), ITEM, ITEM, DONE, multisigExecuted(true)),
      ['bob:A'],
    ],
    [
      'a multisig still waiting for approvals, beside a payment',
      one(
        batchAll(pay(BOB), multisig(remark('A'))),
        paid(BOB),
        ITEM,
        event('multisig.NewMultisig'),
        ITEM,
        DONE,
      ),
      ['bob:-'],
    ],
    [
      'a multisig whose call failed',
      one(batchAll(pay(BOB), multisig(remark('A'))), paid(BOB), ITEM, multisigExecuted(false), ITEM, DONE),
      ['bob:-'],
    ],
    [
      'a multisig of one',
      one(
        call('multisig.asMultiThreshold1', [], batchAll(pay(BOB), remark('A'))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
      ),
      ['bob:A'],
    ],
    [
      'sudo over an interrupted batch still says Ok',
      one(
        call('sudo.sudo', [], batch(pay(BOB), remark('A'), call('x.fails'))),
        paid(BOB),
        ITEM,
        ITEM,
        interrupted(2),
        event('sudo.Sudid', true),
      ),
      ['bob:A'],
    ],
    [
      'sudoAs that failed',
      one(
        batchAll(pay(BOB), call('sudo.sudoAs', [], remark('A'))),
        paid(BOB),
        ITEM,
        event('sudo.SudoAsDone', false),
        ITEM,
        DONE,
      ),
      ['bob:-'],
    ],
    [
      'asDerivative, withWeight and asRecovered leave no event of their own',
      one(
        call(
          'utility.withWeight',
          [],
          call('recovery.asRecovered', [], call('utility.asDerivative', [], batchAll(pay(BOB), remark('A')))),
        ),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
      ),
      ['bob:A'],
    ],
    [
      'dispatchAs',
      one(
        call('utility.dispatchAs', [], batchAll(pay(BOB), remark('A'))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
        event('utility.DispatchedAs', true),
      ),
      ['bob:A'],
    ],
    [
      'an office',
      one(
        call('ministryOfFinanceOffice.execute', [], batchAll(pay(BOB), remark('A'))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
        event('ministryOfFinanceOffice.CallExecuted', true),
      ),
      ['bob:A'],
    ],
    [
      'a council member executes',
      one(
        call('council.execute', [], batchAll(pay(BOB), remark('A'))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
        event('council.MemberExecuted', null, true),
      ),
      ['bob:A'],
    ],
    [
      'a proposal that waits for votes runs nothing',
      one(
        batchAll(pay(BOB), call('council.propose', [], remark('A'))),
        paid(BOB),
        ITEM,
        event('council.Proposed'),
        ITEM,
        DONE,
      ),
      ['bob:-'],
    ],
    [
      'a scheduled remark runs later',
      one(
        batchAll(pay(BOB), call('scheduler.schedule', [], remark('A'))),
        paid(BOB),
        ITEM,
        event('scheduler.Scheduled'),
        ITEM,
        DONE,
      ),
      ['bob:-'],
    ],
    [
      'LLM to a politipool: the recipient is not who is paid',
      one(
        batchAll(call('llm.sendLlmToPolitipool', [BOB]), call('llm.remark', [remark('A').fields[0] ?? null])),
        paidAsset('1', BOB),
        paidAsset('1', POOL, 1n, BOB),
        event('llm.LLMPoliticsLocked'),
        ITEM,
        remarked('A'),
        ITEM,
        DONE,
      ),
      ['bob:-', 'pool:A'],
    ],
    [
      'a waiting remark does not tag that recipient either',
      one(
        batchAll(remark('A'), call('llm.sendLlmToPolitipool', [BOB])),
        ITEM,
        paidAsset('1', BOB),
        paidAsset('1', POOL, 1n, BOB),
        ITEM,
        DONE,
      ),
      ['bob:-', 'pool:A'],
    ],
    [
      'the swap that pays the fee in an asset is no payment',
      {
        transactions: [
          bare(
            batchAll(remark('A'), pay(BOB)),
            paidAsset('5', POOL),
            paid(CAROL, 1n, POOL),
            event('balances.Withdraw'),
            ITEM,
            paid(BOB),
            ITEM,
            DONE,
            paid(POOL),
            event('assetConversionTxPayment.AssetTxFeePaid'),
            SUCCESS,
          ),
        ],
      },
      ['pool:-', 'carol:-', 'bob:A', 'pool:-'],
    ],
    [
      'nor with an unknown call first',
      {
        transactions: [
          bare(
            batchAll(call('shop.buy'), remark('A')),
            paidAsset('5', POOL),
            paid(CAROL, 1n, POOL),
            event('balances.Withdraw'),
            paid(BOB),
            ITEM,
            ITEM,
            DONE,
            event('assetConversionTxPayment.AssetTxFeePaid'),
            SUCCESS,
          ),
        ],
      },
      ['pool:-', 'carol:-', 'bob:-'],
    ],
    [
      'an unknown call that pays',
      one(batchAll(call('shop.buy'), remark('A')), paid(BOB), ITEM, ITEM, DONE),
      ['bob:A'],
    ],
    [
      'a failed extrinsic: a transfer that exists happened, a remark did not',
      {
        transactions: [
          bare(batchAll(remark('A'), pay(BOB)), event('balances.Withdraw'), paid(CAROL), FAILED),
        ],
      },
      ['carol:-'],
    ],
    [
      'a runtime without ItemCompleted',
      one(
        batch(pay(BOB), remark('A'), payAsset('5', CAROL), remark('B')),
        paid(BOB),
        paidAsset('5', CAROL),
        DONE,
      ),
      ['bob:A', 'carol:B'],
    ],
  ];

  it.each(shapes)('%s', (_name, scene, expected) => {
    expect(tags(scene)).toEqual(expected);
  });
});

describe('ambiguous', () => {
  const shapes: [string, Scene, string[]][] = [
    [
      'a stored multisig call, run by its hash',
      one(call('multisig.approveAsMulti'), paid(BOB), ITEM, ITEM, DONE, multisigExecuted(true)),
      ['bob:?'],
    ],
    [
      'a multisig that ran another call than the one shown',
      one(
        multisig(batchAll(pay(BOB), remark('A'))),
        paid(BOB),
        ITEM,
        ITEM,
        DONE,
        multisigExecuted(true, OTHER_HASH),
      ),
      ['bob:?'],
    ],
    [
      'a collective closes a motion',
      one(
        batchAll(call('council.close'), remark('A')),
        paid(BOB),
        event('council.Executed', null, true),
        ITEM,
        ITEM,
        DONE,
      ),
      ['bob:?'],
    ],
    [
      'a whitelisted hash',
      one(
        call('whitelist.dispatchWhitelistedCall'),
        paid(BOB),
        event('whitelist.WhitelistedCallDispatched', null, true),
      ),
      ['bob:?'],
    ],
    [
      'a contract',
      one(batchAll(call('contracts.call'), remark('A')), paid(BOB), ITEM, ITEM, DONE),
      ['bob:?'],
    ],
    ['XCM', one(call('polkadotXcm.execute'), paid(BOB)), ['bob:?']],
    [
      'an unknown call with a call inside',
      one(call('x.wrap', [], batchAll(pay(BOB), remark('A'))), paid(BOB), ITEM, ITEM, DONE),
      ['bob:?'],
    ],
    ['a batch that lost its end', one(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM), ['bob:?']],
    [
      'more item events than items',
      one(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM, ITEM, DONE),
      ['bob:?'],
    ],
    [
      'fewer item events than items',
      one(batchAll(pay(BOB), pay(CAROL), remark('A')), paid(BOB), ITEM, ITEM, DONE),
      ['bob:?'],
    ],
    [
      'an interruption beyond the items',
      one(batch(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM, interrupted(5)),
      ['bob:?'],
    ],
    [
      'an interruption of batchAll',
      one(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, interrupted(1)),
      ['bob:?'],
    ],
    [
      'no outcome',
      { transactions: [bare(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM, DONE)] },
      ['bob:?'],
    ],
    [
      'an old runtime whose transfers do not align with the calls',
      one(batch(pay(BOB), remark('A'), call('shop.buy')), paid(BOB), paid(CAROL), DONE),
      ['bob:?', 'carol:?'],
    ],
  ];

  it.each(shapes)('%s', (_name, scene, expected) => {
    expect(tags(scene)).toEqual(expected);
  });

  it('keeps remarks of calls as unknown, and those of events as run', () => {
    const facts = extract(
      block(
        one(
          call('x.wrap', [], batchAll(remark('A'), call('llm.remark', [remark('B').fields[0] ?? null]))),
          paid(BOB),
          ITEM,
          remarked('B'),
          ITEM,
          DONE,
        ),
      ),
    );
    expect(facts.remarks.map(({ bytes, executed, pairing }) => ({ bytes, executed, pairing }))).toEqual([
      { bytes: '0x42', executed: 'yes', pairing: 'ambiguous' },
      { bytes: '0x41', executed: 'unknown', pairing: 'ambiguous' },
    ]);
  });

  it('does not spoil the next extrinsic', () => {
    const scene = {
      transactions: [
        tx(call('contracts.call'), paid(CAROL)),
        tx(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM, DONE),
      ],
    };
    expect(tags(scene)).toEqual(['carol:?', 'bob:A']);
  });
});

describe('hooks and scheduled tasks', () => {
  const DISPATCHED = event('scheduler.Dispatched');
  const shapes: [string, Scene, string[]][] = [
    ['an author reward', { initialization: [paid(BOB), remarked('A')] }, ['bob:-']],
    [
      'a scheduled batch in which an item failed',
      {
        initialization: [
          event('utility.ItemFailed', null),
          remarked('A'),
          ITEM,
          paid(BOB),
          ITEM,
          remarked('B'),
          ITEM,
          DONE_WITH_ERRORS,
          DISPATCHED,
        ],
      },
      ['bob:?'],
    ],
    [
      'a scheduled batch in which a proxied call failed',
      {
        initialization: [
          event('proxy.ProxyExecuted', false),
          ITEM,
          remarked('A'),
          ITEM,
          paid(BOB),
          ITEM,
          DONE,
          DISPATCHED,
          paid(BOB),
          ITEM,
          remarked('B'),
          ITEM,
          DONE,
          DISPATCHED,
        ],
      },
      ['bob:?', 'bob:B'],
    ],
    [
      'a scheduled batch',
      { initialization: [paid(BOB), ITEM, remarked('A'), ITEM, DONE, DISPATCHED] },
      ['bob:A'],
    ],
    [
      'a scheduled batch, remark first, after an author reward',
      { initialization: [paid(CAROL), remarked('A'), ITEM, paid(BOB), ITEM, DONE, DISPATCHED] },
      ['carol:-', 'bob:A'],
    ],
    [
      'an author reward is not what a scheduled remark means',
      { initialization: [paid(CAROL), remarked('A'), DISPATCHED] },
      ['carol:-'],
    ],
    [
      'a remark does not reach into the next task',
      { initialization: [remarked('A'), ITEM, DONE, DISPATCHED, paid(BOB), ITEM, DONE, DISPATCHED] },
      ['bob:-'],
    ],
    [
      'two tasks',
      {
        initialization: [
          paid(BOB),
          ITEM,
          remarked('A'),
          ITEM,
          DONE,
          DISPATCHED,
          paid(CAROL),
          ITEM,
          remarked('B'),
          ITEM,
          DONE,
          DISPATCHED,
        ],
      },
      ['bob:A', 'carol:B'],
    ],
    [
      'hooks after the last task',
      { initialization: [remarked('A'), DISPATCHED, remarked('B'), ITEM, paid(BOB)] },
      ['bob:-'],
    ],
    ['finalization', { finalization: [remarked('A'), ITEM, paid(BOB)] }, ['bob:-']],
  ];

  it.each(shapes)('%s', (_name, scene, expected) => {
    expect(tags(scene)).toEqual(expected);
  });
});
