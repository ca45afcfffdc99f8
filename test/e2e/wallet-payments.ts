/** A buyer who pays by the public routes alone, with the wallet of the dev chain: against a running instance. */
import { BOB } from '../../src/chain/dev/accounts.js';
import { until } from '../support/processes.js';

const KEY = 'sk_dev_chaintill';

interface Answer {
  readonly status: number;
  readonly body: {
    readonly publicToken: string;
    readonly payload: { readonly method: string };
    readonly signature: string;
    readonly extrinsicHash: string;
    readonly eraEndsAtBlock: number;
    readonly accounts: readonly { readonly name: string; readonly address: string }[];
    readonly error: { readonly code: string };
  };
}

interface PublicOrder {
  readonly status: string;
  readonly expiryBlock: number;
  readonly received: { readonly value: string };
}

/** @param url of the gateway. Expectations are in here. */
export async function expectPaidByWallet(url: string): Promise<void> {
  const send = async (path: string, body: object, key?: string): Promise<Answer> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  const register = async (order: object): Promise<string> => {
    const { status, body } = await send('/v1/orders', { amount: '1.5', payee: BOB.publicKey, ...order }, KEY);
    expect(status).toBe(201);
    return `/v1/public/orders/${body.publicToken}`;
  };
  const show = async (order: string): Promise<PublicOrder> =>
    (await (await fetch(url + order)).json()) as PublicOrder;
  const wallet = (await (await fetch(`${url}/v1/public/dev-wallet`)).json()) as Answer['body'];
  // Bob's account is the merchant's, and so may others be that ran before.
  const account = wallet.accounts.find(({ name }) => name === 'Dave')?.address;
  const build = async (order: string): Promise<Answer['body']> => {
    const { status, body } = await send(`${order}/extrinsic`, { account });
    expect([status, body.error]).toEqual([200, undefined]);
    return body;
  };
  const sign = async (payload: object): Promise<string> =>
    (await send('/v1/public/dev-wallet/sign', { account, payload })).body.signature;

  for (const mode of ['REFERENCE', 'ADDRESS']) {
    const order = await register({ orderId: `wallet-${mode}`, mode });
    const { payload, eraEndsAtBlock } = await build(order);
    expect(eraEndsAtBlock).toBeLessThanOrEqual((await show(order)).expiryBlock);
    const signed = { account, payload, signature: await sign(payload) };
    const sent = await send(`${order}/extrinsic/submit`, signed);
    expect(sent).toMatchObject({
      status: 200,
      body: { extrinsicHash: expect.stringMatching(/^0x/) as string },
    });
    expect(await send(`${order}/extrinsic/submit`, signed)).toEqual(sent);
    await until(`${mode} is settled`, async () => (await show(order)).status === 'SETTLED');
    expect(await send(`${order}/extrinsic/submit`, signed)).toEqual(sent);
    expect((await send(`${order}/extrinsic`, { account })).body.error.code).toBe('ORDER_NOT_OPEN');
  }

  const [order, other] = [await register({ orderId: 'wallet-1' }), await register({ orderId: 'wallet-2' })];
  const [{ payload }, { payload: others }] = [await build(order), await build(other)];
  const wrong = await send(`${order}/extrinsic/submit`, { account, payload, signature: await sign(others) });
  expect(wrong.body.error.code).toBe('INVALID_SIGNATURE');
  const foreign = { account, payload: others, signature: await sign(others) };
  expect((await send(`${order}/extrinsic/submit`, foreign)).body.error.code).toBe('NOT_THIS_ORDER');
  expect(await show(order)).toMatchObject({ status: 'OPEN', received: { value: '0' } });

  const short = await register({ orderId: 'wallet-short', expiresInBlocks: 1 });
  const early = await send(`${short}/extrinsic`, { account });
  expect(early.body.error.code).toMatch(/^ORDER_EXPIRE(?:D|S_NOW)$/);
  await until('the short order is expired', async () => (await show(short)).status === 'EXPIRED');
  expect((await send(`${short}/extrinsic`, { account })).body.error.code).toBe('ORDER_EXPIRED');
}
