/** A merchant that has deposit addresses in both schemes, is paid there, and sweeps them: against a running instance. */
import type { ApiPromise } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { ALICE, CHARLIE } from '../../src/chain/dev/accounts.js';
import { formatAccount } from '../../src/domain/account.js';
import { connectApi, included, signer } from '../support/dev-chain.js';
import { until, type Watched } from '../support/processes.js';

const KEY = 'sk_dev_chaintill';
const ROC = 10n ** 12n;

export interface Instance {
  /** Of the gateway. */
  readonly url: string;
  /** Of the dev chain. */
  readonly endpoint: string;
  /** Runs a command of Chaintill on the instance's data. */
  run(...args: string[]): Watched;
}

interface Call {
  readonly callData: string;
  readonly signer: string;
}

interface Sweep {
  readonly batches: readonly Call[];
  readonly children: readonly (Call & { readonly derivation: string })[];
}

interface Holding {
  readonly state: string;
  readonly left: { readonly value: string };
  readonly lastMove: { readonly extrinsicHash: string } | null;
}

interface Deposit {
  readonly orderId: string;
  readonly scheme: string;
  readonly holdings: readonly Holding[];
}

interface Outcome<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** From the proof of the account to empty deposit addresses; expectations are in here. */
export async function expectDepositsSwept(instance: Instance): Promise<void> {
  const api = await connectApi(instance.endpoint);
  try {
    await proveAccount(instance);
    await proveDerivatives(instance, api);
    const derivative = await payOrder(instance, api, 'swept-derivative');
    await ask(instance, enable('SOFT'));
    const soft = await payOrder(instance, api, 'swept-soft');
    expect(await deposits(instance)).toMatchObject([
      { orderId: 'swept-derivative', scheme: 'DERIVATIVE', holdings: [{ state: 'HELD' }] },
      { orderId: 'swept-soft', scheme: 'SOFT', holdings: [{ state: 'HELD' }] },
    ]);

    const before = await free(api, CHARLIE.publicKey);
    const hashes = await signSweep(instance, api);
    expect([await free(api, derivative), await free(api, soft)]).toEqual([0n, 0n]);
    const gain = (await free(api, CHARLIE.publicKey)) - before;
    expect(gain).toBeGreaterThan((2n * ROC * 9n) / 10n);
    expect(gain).toBeLessThan(2n * ROC);

    // The fee that the soft child paid is taken off once its balance was compared.
    await until('both addresses are told as swept', async () =>
      (await deposits(instance)).every(({ holdings: [holding] }) => holding?.state === 'SWEPT'),
    );
    const moved = (await deposits(instance)).map(
      ({ holdings: [holding] }) => holding?.lastMove?.extrinsicHash,
    );
    expect(moved).toEqual(hashes);
    const { depositDifferences } = await ask<{ depositDifferences: { nodes: unknown[] } }>(
      instance,
      '{ depositDifferences { nodes { id } } }',
    );
    expect(depositDifferences.nodes).toEqual([]);
  } finally {
    await api.disconnect();
  }
}

async function send<T>({ url }: Instance, query: string): Promise<Outcome<T>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Outcome<T>;
}

async function ask<T>(instance: Instance, query: string): Promise<T> {
  const { data, errors } = await send<T>(instance, query);
  if (errors || !data) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return data;
}

const enable = (scheme: 'DERIVATIVE' | 'SOFT'): string =>
  `mutation { enableDeposits(account: "${CHARLIE.publicKey}", scheme: ${scheme}) { depositScheme } }`;

async function proveAccount(instance: Instance): Promise<void> {
  const { requestAccountChallenge: challenge } = await ask<{
    requestAccountChallenge: { nonce: string; message: string };
  }>(instance, `mutation { requestAccountChallenge(account: "${CHARLIE.publicKey}") { nonce message } }`);
  const signature = u8aToHex(signer(CHARLIE.uri).sign(`<Bytes>${challenge.message}</Bytes>`));
  await ask(
    instance,
    `mutation { proveAccount(input: { nonce: "${challenge.nonce}", signature: "${signature}" }) { id } }`,
  );
}

async function proveDerivatives(instance: Instance, api: ApiPromise): Promise<void> {
  const { requestDepositProof: proof } = await ask<{ requestDepositProof: { extrinsic: Call } }>(
    instance,
    `mutation { requestDepositProof(account: "${CHARLIE.publicKey}") { extrinsic { callData signer } } }`,
  );
  const { errors } = await send(instance, enable('DERIVATIVE'));
  expect(errors?.[0]?.extensions.code).toBe('DEPOSIT_PROOF_MISSING');
  await submit(api, proof.extrinsic, CHARLIE.uri);
  await until(
    'the proof is final and indexed',
    async () => (await send(instance, enable('DERIVATIVE'))).errors === undefined,
  );
}

/** @returns the deposit address, as hex. */
async function payOrder(instance: Instance, api: ApiPromise, orderId: string): Promise<string> {
  const { registerOrder } = await ask<{ registerOrder: { publicKey: string } }>(
    instance,
    `mutation { registerOrder(input: {
      orderId: "${orderId}", amount: "1", mode: ADDRESS, payee: "${CHARLIE.publicKey}"
    }) { publicKey } }`,
  );
  const transfer = api.tx['balances']?.['transferKeepAlive']?.({ Id: registerOrder.publicKey }, ROC);
  if (!transfer) throw new Error('this runtime has no balances.transferKeepAlive');
  await included(transfer, signer(ALICE.uri));
  await until(`${orderId} is settled`, async () => {
    const { order } = await ask<{ order: { status: string } }>(
      instance,
      `{ order(orderId: "${orderId}") { status } }`,
    );
    return order.status === 'SETTLED';
  });
  return registerOrder.publicKey;
}

/** @returns the hashes of what emptied the derivative address, and the soft one. */
async function signSweep(instance: Instance, api: ApiPromise): Promise<string[]> {
  const command = instance.run('sweep', '--account', CHARLIE.publicKey, '--json');
  const { code } = await command.exited;
  if (code !== 0) throw new Error(command.lines.join('\n'));
  const { batches, children } = JSON.parse(command.lines.at(-1) ?? '') as Sweep;
  expect([batches.length, children.length]).toEqual([1, 1]);
  expect(batches[0]?.signer).toBe(formatAccount(CHARLIE.publicKey, api.registry.chainSS58 ?? 42));
  const hashes: string[] = [];
  for (const call of batches) hashes.push(await submit(api, call, CHARLIE.uri));
  for (const call of children) hashes.push(await submit(api, call, `${CHARLIE.uri}${call.derivation}`));
  return hashes;
}

/** What a wallet does with call data. @returns the extrinsic's hash. */
async function submit(api: ApiPromise, { callData }: Call, uri: string): Promise<string> {
  const extrinsic = api.tx(api.createType('Call', callData));
  await included(extrinsic, signer(uri));
  return extrinsic.hash.toHex();
}

async function free(api: ApiPromise, account: string): Promise<bigint> {
  const found = await api.query['system']?.['account']?.(account);
  return BigInt((found as unknown as { data: { free: { toString(): string } } }).data.free.toString());
}

async function deposits(instance: Instance): Promise<readonly Deposit[]> {
  const answer = await ask<{ deposits: { nodes: readonly Deposit[] } }>(
    instance,
    `{ deposits(account: "${CHARLIE.publicKey}") { nodes {
      orderId scheme holdings { state left { value } lastMove { extrinsicHash } }
    } } }`,
  );
  return answer.deposits.nodes;
}
