/** The simulator by the pallets' rules: what a node would emit, written down by hand. */
import { bytesToHex } from '../../../src/domain/hex.js';
import { call, event, type Call } from '../../fixture-chain/build/plain.js';
import { account } from '../../fixture-chain/scenario/accounts.js';
import {
  simulateExtrinsic,
  simulateTask,
  type Hashing,
  type Simulated,
} from '../../fixture-chain/simulate.js';

const SIGNER = account('signer');
const REAL = account('real');
const PAYEE = account('payee');
const hashing: Hashing = {
  callHash: ({ name }) => account(`hash of ${name}`),
  hash: (text) => bytesToHex(new TextEncoder().encode(text)),
};

const pay = call('balances.transferKeepAlive', [PAYEE, 5n]);
const note = call('system.remark', ['0x01']);
const loudNote = call('llm.remark', ['0x02']);
const failing = (of: Call): Call => ({ ...of, script: { fails: true } });

function run(root: Call): Simulated {
  const fee = {
    before: [event('balances.Withdraw', [SIGNER, 1n])],
    after: [event('treasury.Deposit', [1n])],
  };
  return simulateExtrinsic({ signer: SIGNER, call: root, fee }, hashing);
}

/** Names of the events, those of the fee left out, and whether they say Ok. */
function told({ events }: Simulated): string[] {
  return events
    .map(({ name, data }) => {
      const result = data.find((value) => typeof value === 'object' && value !== null && 'variant' in value);
      return `${name.split('.')[1] ?? ''}${result ? ` ${(result as { variant: string }).variant}` : ''}`;
    })
    .filter((name) => name !== 'Withdraw' && name !== 'Deposit');
}

describe('an extrinsic', () => {
  const shapes: [string, Call, string[]][] = [
    ['that succeeds', pay, ['Transfer', 'ExtrinsicSuccess']],
    ['that fails', failing(pay), ['ExtrinsicFailed BadOrigin']],
    [
      'batchAll: each item is marked',
      call('utility.batchAll', [[pay, note]]),
      ['Transfer', 'ItemCompleted', 'ItemCompleted', 'BatchCompleted', 'ExtrinsicSuccess'],
    ],
    [
      'batchAll: one failure undoes all',
      call('utility.batchAll', [[pay, failing(note)]]),
      ['ExtrinsicFailed BadOrigin'],
    ],
    [
      'batch: stops at the first failure and succeeds',
      call('utility.batch', [[pay, failing(note), pay]]),
      ['Transfer', 'ItemCompleted', 'BatchInterrupted BadOrigin', 'ExtrinsicSuccess'],
    ],
    [
      'forceBatch: goes on',
      call('utility.forceBatch', [[failing(pay), pay]]),
      ['ItemFailed BadOrigin', 'Transfer', 'ItemCompleted', 'BatchCompletedWithErrors', 'ExtrinsicSuccess'],
    ],
    [
      'proxy: the end event comes after the events of the call',
      call('proxy.proxy', [REAL, null, pay]),
      ['Transfer', 'ProxyExecuted Ok', 'ExtrinsicSuccess'],
    ],
    [
      'proxy: a failing call is undone, the proxy succeeds',
      call('proxy.proxy', [REAL, null, call('utility.batchAll', [[pay, failing(pay)]])]),
      ['ProxyExecuted Err', 'ExtrinsicSuccess'],
    ],
    [
      'office: a failing call fails the office, and its end event is undone with it',
      call('identityOffice.execute', [failing(pay)]),
      ['ExtrinsicFailed BadOrigin'],
    ],
    ['asDerivative: no end event', call('utility.asDerivative', [1, pay]), ['Transfer', 'ExtrinsicSuccess']],
    [
      'asDerivative: passes the failure on',
      call('utility.asDerivative', [1, failing(pay)]),
      ['ExtrinsicFailed BadOrigin'],
    ],
    ['sudo: succeeds whatever happens', call('sudo.sudo', [failing(pay)]), ['Sudid Err', 'ExtrinsicSuccess']],
    [
      'multisig: nothing runs before the last approval',
      call('multisig.asMulti', [2, [], null, pay], { pending: true }),
      ['Reserved', 'NewMultisig', 'ExtrinsicSuccess'],
    ],
    [
      'multisig: the last approval runs the call',
      call('multisig.asMulti', [2, [], null, pay]),
      ['Unreserved', 'Transfer', 'MultisigExecuted Ok', 'ExtrinsicSuccess'],
    ],
    [
      'council: a motion that is closed runs what was proposed',
      call('council.close', [PAYEE], { stored: pay }),
      ['Closed', 'Approved', 'Transfer', 'Executed Ok', 'ExtrinsicSuccess'],
    ],
    [
      'scheduler: nothing runs now',
      call('scheduler.schedule', [9, null, 0, pay]),
      ['Scheduled', 'ExtrinsicSuccess'],
    ],
  ];

  it.each(shapes)('%s', (_, root, expected) => {
    expect(told(run(root))).toEqual(expected);
  });

  it('keeps the end event of a failing office on a runtime that does so', () => {
    const root = call('identityOffice.execute', [failing(pay)]);
    const fee = { before: [], after: [] };
    const kept = simulateExtrinsic({ signer: SIGNER, call: root, fee, officesFail: false }, hashing);
    expect(told(kept)).toEqual(['CallExecuted Err', 'ExtrinsicSuccess']);
  });

  it('takes the fee before the call and settles it after, also when the call fails', () => {
    expect(run(failing(pay)).events.map(({ name }) => name)).toEqual([
      'balances.Withdraw',
      'treasury.Deposit',
      'system.ExtrinsicFailed',
    ]);
  });
});

describe('the truth', () => {
  it('tells what was done and not undone, in order, by whom', () => {
    const root = call('utility.batch', [
      [
        note,
        call('proxy.proxy', [REAL, null, pay]),
        call('utility.batchAll', [[pay, failing(pay)]]),
        loudNote,
      ],
    ]);
    const { steps, success, hidden } = run(root);
    expect({ success, hidden }).toEqual({ success: true, hidden: false });
    expect(steps).toEqual([
      { kind: 'remark', data: '0x01', event: null, path: 'utility.batch[0].system.remark' },
      {
        kind: 'transfer',
        event: 2,
        asset: null,
        from: REAL,
        to: PAYEE,
        amount: 5n,
        path: 'utility.batch[1].proxy.proxy.balances.transferKeepAlive',
        purpose: 'payment',
      },
    ]);
  });

  it('says when something ran that the block does not show, and not when that was undone', () => {
    const stored = call('multisig.approveAsMulti', [2, [], null, '0x00'], { stored: pay });
    expect(run(stored).hidden).toBe(true);
    expect(run(call('utility.batchAll', [[stored, failing(pay)]])).hidden).toBe(false);
  });
});

describe('a scheduled task', () => {
  it('leaves its events, then Dispatched, and shows no calls', () => {
    const task = simulateTask(call('utility.batchAll', [[pay, loudNote]]), REAL, 9, hashing);
    expect(told(task)).toEqual([
      'Transfer',
      'ItemCompleted',
      'Remarked',
      'ItemCompleted',
      'BatchCompleted',
      'Dispatched Ok',
    ]);
    expect(task.steps.map(({ path, event: position }) => ({ path, position }))).toEqual([
      { path: null, position: 0 },
      { path: null, position: 2 },
    ]);
  });
});
