/** `chaintill refund`, as the operator types it: on a node that answers from a recorded runtime, beside a settler. */
import * as commands from '../../src/cli/commands/refund.js';
import type { Config } from '../../src/cli/config.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { GENESIS, recordedMetadata } from '../support/chain-view.js';
import { openOperatedInstance, printedBy, type OperatedInstance } from '../support/operator.js';
import { startRecordedNode, type RecordedNode } from '../support/recorded-node.js';
import { payment } from '../support/settlement.js';

jest.setTimeout(120_000);

const LLD = 10n ** 12n;
const metadata = recordedMetadata('liberland-22');

interface Extrinsic {
  readonly callData: string;
  readonly signer: string;
  readonly genesisHash: string;
}
interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly status: string;
  readonly destination: string;
  readonly reference: string;
  readonly amount: { readonly value: string; readonly formatted: string };
  readonly extrinsic: Extrinsic | null;
}

let instance: OperatedInstance;
let node: RecordedNode;
let config: Config;
let shop: string;
let height = 10;

beforeAll(async () => {
  node = await startRecordedNode('liberland-22');
  instance = await openOperatedInstance();
  instance.writeProfile({ endpoints: [node.endpoint] });
  config = instance.config('refund');
  await instance.world.block(height);
  shop = await instance.world.merchant(ALICE);
});
afterAll(async () => {
  await instance.close();
  await node.close();
});

/** An order for 3 LLD, and payments that name it, each in a block of its own. @returns its id */
async function paidOrder(reference: string, ...values: readonly bigint[]): Promise<string> {
  const terms = { merchantId: shop, payee: ALICE, windowFrom: 10, expiryHeight: 1_000 };
  const id = await instance.world.order({ ...terms, reference, amount: 3n * LLD });
  for (const value of values) {
    height += 1;
    const how = { fromId: BOB, signerId: BOB, callPath: 'balances.transferKeepAlive' };
    await instance.world.block(height, [payment(ALICE, value, reference, how)]);
  }
  await instance.settled();
  return id;
}

async function refund(order: string, options: commands.RefundOptions = {}): Promise<readonly Refund[]> {
  const [line = ''] = await printedBy(() => commands.refund(config, order, { ...options, json: true }));
  return (JSON.parse(line) as { refunds: readonly Refund[] }).refunds;
}

const ids = (refunds: readonly Refund[]): readonly string[] => refunds.map(({ id }) => id);
const refused = (code: string, sent: Promise<unknown>): Promise<void> =>
  expect(sent).rejects.toMatchObject({ code });

/** The node stays as it is, and is none of the chain that till and profile are about. */
async function onAnotherChain(work: () => Promise<void>): Promise<void> {
  const { till } = instance.world;
  const move = async (genesisHash: string): Promise<void> => {
    instance.writeProfile({ endpoints: [node.endpoint], genesisHash });
    await till.updateTable('instance').set({ genesisHash, chainIdentity: genesisHash }).execute();
  };
  await instance.whileUnsettled(async () => {
    await move(`0x${'0c'.repeat(32)}`);
    await work().finally(() => move(GENESIS));
  });
}

function transferIn({ callData }: Extrinsic): unknown {
  const { method, args } = metadata.registry.createType('Call', callData).toHuman() as unknown as {
    method: string;
    args: { calls: readonly unknown[] };
  };
  expect(method).toBe('batchAll');
  return args.calls;
}

it('plans what was paid too much, prints what the merchant signs, and says the same when asked again', async () => {
  const id = await paidOrder('over', 4n * LLD);
  const [planned] = await refund(id);
  expect(planned).toMatchObject({
    paymentId: `${height}-0`,
    status: 'OPEN',
    destination: BOB,
    amount: { value: '1000000000000', formatted: '1 LLD' },
    extrinsic: { signer: ALICE, genesisHash: GENESIS, mortalBlocks: 64 },
  });
  if (!planned?.extrinsic) throw new Error('nothing to sign');
  expect(transferIn(planned.extrinsic)).toMatchObject([
    { method: 'transferKeepAlive', args: { dest: { Id: BOB }, value: '1,000,000,000,000' } },
    { method: 'remarkWithEvent', args: { remark: `order:${planned.reference}` } },
  ]);

  const text = await instance.out('refund', id);
  expect(text).toMatch(/^Extrinsics to sign \(1\):\n\n1\. Refund 1 LLD from /);
  expect(text).toContain(`   Signer: ${ALICE}\n   Call data: ${planned.extrinsic.callData}`);
  const rows = await instance.world.till.selectFrom('refunds').select(['id', 'actor']).execute();
  expect(rows).toEqual([{ id: planned.id, actor: 'operator' }]);
  const { actor } = await instance.world.till
    .selectFrom('auditLog')
    .select('actor')
    .where('action', '=', 'refund.plan')
    .executeTakeFirstOrThrow();
  expect(actor).toBe('operator');
});

it('asks which of several payments go back, and plans each that is named', async () => {
  const id = await paidOrder('twice', LLD, 2n * LLD);
  const [first, second] = [`${height - 1}-0`, `${height}-0`];
  const { code, out, err } = await instance.run(['refund', id, '--json']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(new RegExp(`^PAYMENT_REQUIRED: [^\n]*\\(${first}, ${second}\\)$`));

  const both = await refund(id, { payment: [second, first, second] });
  expect(both.map(({ paymentId, amount }) => [paymentId, amount.formatted])).toEqual([
    [second, '2 LLD'],
    [first, '1 LLD'],
  ]);
  expect(both.every(({ extrinsic }) => extrinsic !== null)).toBe(true);
  // What is open needs no name any more, and a name plans nothing twice.
  expect(ids(await refund(id)).toSorted()).toEqual(ids(both).toSorted());
  expect(ids(await refund(id, { payment: [first] }))).toEqual([both[1]?.id]);
});

it('takes an amount and another account, and cancels what is planned', async () => {
  const id = await paidOrder('part', 3n * LLD);
  const [planned] = await refund(id, { amount: '5', destination: CHARLIE });
  expect(planned).toMatchObject({ amount: { value: '5' }, destination: CHARLIE });
  await refused('REFUND_OPEN', commands.refund(config, id, { amount: '6' }));
  expect(await refund(id, { cancel: true })).toMatchObject([{ id: planned?.id, status: 'CANCELED' }]);
  await refused('REFUND_NOT_FOUND', commands.refund(config, id, { cancel: true }));
  const [anew] = await refund(id);
  expect(anew).toMatchObject({ amount: { value: '3000000000000' }, destination: BOB });
});

it('plans nothing that is not its, not there, or that no node could encode', async () => {
  const id = await paidOrder('none');
  const other = await paidOrder('other', 3n * LLD);
  const paid = `${height}-0`;
  await refused('NOTHING_TO_REFUND', commands.refund(config, id, {}));
  await refused('PAYMENT_NOT_FOUND', commands.refund(config, id, { payment: [paid] }));
  await refused('PAYMENT_NOT_FOUND', commands.refund(config, other, { payment: ['x'] }));
  await refused('INVALID_AMOUNT', commands.refund(config, other, { amount: '1.5' }));
  await refused('INVALID_AMOUNT', commands.refund(config, other, { amount: '0' }));
  await refused('INVALID_ADDRESS', commands.refund(config, other, { destination: 'x' }));
  await refused('DESTINATION_IS_OWN', commands.refund(config, other, { destination: ALICE }));
  await refused('CONFIG', commands.refund(config, other, { payment: [paid, '1-1'], amount: '5' }));
  await refused('CONFIG', commands.refund(config, other, { cancel: true, amount: '5' }));
  await onAnotherChain(() => refused('GENESIS_MISMATCH', commands.refund(config, other, {})));
  const planned = await instance.world.till
    .selectFrom('refunds')
    .select('id')
    .where('transferId', '=', paid)
    .execute();
  expect(planned).toEqual([]);
});
