/** The watcher on a real runtime: blocks that a node made, signed and hashed, where each is final at once. */
import { randomBytes } from 'node:crypto';
import { stringToHex } from '@polkadot/util';
import { ALICE, BOB } from '../../src/chain/dev/accounts.js';
import { startDevChain } from '../../src/chain/dev/launch.js';
import { startWatcher } from '../../src/settlement/watcher.js';
import type { SightedPayment } from '../../src/store/till/sightings.js';
import { insertOrder } from '../integration/watcher/orders.js';
import { connectApi, included, payment, signer } from '../support/dev-chain.js';
import { silent } from '../support/gateway.js';
import { createTestDatabase } from '../support/postgres.js';
import { eventually } from '../support/stub-node.js';
import { createTestMerchant, openTestTill } from '../support/till.js';

let closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
}, 30_000);

it('sights a payment in the block that brings it', async () => {
  const database = await createTestDatabase('watcher');
  closers.push(() => database.drop());
  const till = await openTestTill(database.url);
  closers.push(() => till.destroy());
  const { merchantId } = await createTestMerchant(till, { accounts: [BOB.publicKey] });
  const reference = `A-${randomBytes(4).toString('hex')}`;
  const orderId = await insertOrder(till, { merchantId, payee: BOB.publicKey, reference });

  const chain = await startDevChain({ port: 0 });
  closers.push(() => chain.stop());
  const api = await connectApi(chain.endpoint);
  closers.push(() => api.disconnect());
  const sighted: SightedPayment[] = [];
  const watcher = startWatcher({
    till,
    endpoints: [chain.endpoint],
    genesisHash: null,
    blockTimeMs: 12_000,
    log: silent,
    onSighted: (_, sightings) => Promise.resolve(void sighted.push(...sightings)),
    onRetracted: () => Promise.reject(new Error('nothing here is taken back')),
  });
  closers.push(() => watcher.close());

  const amount = 3n * 10n ** 12n;
  const paid = payment(api, BOB.publicKey, amount, stringToHex(`order:${reference}`));
  const { block } = await included(paid, signer(ALICE.uri));
  await eventually(() => expect(sighted).toHaveLength(1));
  expect(sighted[0]).toMatchObject({
    orderId,
    merchantId,
    blockHash: block,
    extrinsicHash: paid.hash.toHex(),
    from: ALICE.publicKey,
    to: BOB.publicKey,
    asset: null,
    value: amount,
    reference,
  });
  await eventually(() =>
    expect(watcher.state()).toMatchObject({ status: 'following', missed: 0, reason: null }),
  );
}, 120_000);
