/** `chaintill start` on a dev chain of the Liberland genesis, and what a test does and asks there. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { freePort } from '../../src/cli/process/port.js';
import { DEV_KEYS } from '../../src/gateway/auth/key-text.js';
import { connectApi, included, signer } from './dev-chain.js';
import { until, watch } from './processes.js';

const SPEC = resolve('..', 'shared', 'chains', 'liberland-mainnet.raw.json');
const WAIT_MS = 120_000;

export type Extrinsic = SubmittableExtrinsic<'promise'>;

export interface Signed {
  readonly uri: string;
  readonly extrinsic: Extrinsic;
  /** Whether it must fail. */
  readonly fails: boolean;
}

export const signed = (uri: string, extrinsic: Extrinsic): Signed => ({ uri, extrinsic, fails: false });
export const failing = (uri: string, extrinsic: Extrinsic): Signed => ({ uri, extrinsic, fails: true });

export interface LiberlandInstance {
  /** Of the gateway. */
  readonly url: string;
  readonly api: ApiPromise;
  /** @param call as `balances.transferKeepAlive` */
  readonly tx: (call: string, ...args: readonly unknown[]) => Extrinsic;
  /**
   * Sends extrinsics in this order, and waits for none but of the same signer before the next: they share blocks where they can.
   * @returns the heights of their blocks. @throws {Error} where one fails that must not, or does not that must.
   */
  readonly send: <All extends readonly Signed[]>(
    ...all: All
  ) => Promise<{ readonly [Place in keyof All]: number }>;
  /** Asks GraphQL as the dev merchant. */
  readonly ask: <T>(query: string, variables?: object) => Promise<T>;
  /** Asks REST as the dev merchant. */
  readonly rest: <T>(method: string, path: string, body?: object) => Promise<T>;
  /** Waits until the index has a block. */
  readonly indexed: (height: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Whether this machine has the genesis; says so where it has not. */
export function hasLiberland(): boolean {
  const there = existsSync(SPEC);
  if (!there) console.log(`skipped: tests on the Liberland genesis, as there is no ${SPEC}`);
  return there;
}

export async function startLiberland(): Promise<LiberlandInstance> {
  const data = mkdtempSync(join(tmpdir(), 'chaintill-liberland-'));
  chmodSync(data, 0o755);
  const port = ['--indexer-port', String(await freePort())];
  const instance = watch(['dist/cli/main.js', 'start', '--data', data, '--chain-spec', SPEC, ...port]);

  async function stop(): Promise<void> {
    instance.child.kill('SIGINT');
    await instance.exited;
    rmSync(data, { recursive: true, force: true });
  }

  try {
    const [, url = ''] = await instance.line(/Health +(http:.*)\/health/, WAIT_MS);
    await instance.line(/^Ready/, WAIT_MS);
    const { endpoint } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { endpoint: string };
    const api = await connectApi(endpoint);
    return {
      ...talkTo(url, api),
      async close() {
        await api.disconnect();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function talkTo(url: string, api: ApiPromise): Omit<LiberlandInstance, 'close'> {
  const headers = { authorization: `Bearer ${DEV_KEYS.secret.text}`, 'content-type': 'application/json' };

  async function rest<T>(method: string, path: string, body?: object): Promise<T> {
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await (await fetch(url + path, init)).json()) as T;
  }

  async function ask<T>(query: string, variables: object = {}): Promise<T> {
    const answer = await rest<{ data: T; errors?: unknown }>('POST', '/graphql', { query, variables });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  async function include({ uri, extrinsic, fails }: Signed, onTaken: () => void): Promise<number> {
    const { section, method } = extrinsic.method;
    const { block, events } = await included(extrinsic, signer(uri), -1, onTaken).catch((cause: unknown) => {
      throw new Error(`${section}.${method} of ${uri}`, { cause });
    });
    const failed = events.find(({ event }) => event.method === 'ExtrinsicFailed');
    if ((failed !== undefined) !== fails) {
      throw new Error(
        `${section}.${method} of ${uri}: ${failed?.event.data.toString() ?? 'it did not fail'}`,
      );
    }
    return (await api.rpc.chain.getHeader(block)).number.toNumber();
  }

  async function send<All extends readonly Signed[]>(
    ...all: All
  ): Promise<{ readonly [Place in keyof All]: number }> {
    const heights: Promise<number>[] = [];
    const underWay = new Map<string, Promise<number>>();
    for (const one of all) {
      // The nonces of one signer stay in order, whatever the load.
      await underWay.get(one.uri);
      await new Promise<void>((taken, refused) => {
        const height = include(one, taken);
        height.catch(refused);
        heights.push(height);
        underWay.set(one.uri, height);
      });
    }
    return (await Promise.all(heights)) as unknown as { readonly [Place in keyof All]: number };
  }

  return {
    url,
    api,
    tx(call, ...args) {
      const [pallet = '', name = ''] = call.split('.');
      const made = api.tx[pallet]?.[name]?.(...args);
      if (!made) throw new Error(`this runtime has no ${call}`);
      return made;
    },
    send,
    ask,
    rest,
    indexed: (height) =>
      until(
        `block ${height} is indexed`,
        async () => {
          const { _metadata } = await ask<{ _metadata: { lastProcessedHeight: number } }>(
            '{ _metadata { lastProcessedHeight } }',
          );
          return _metadata.lastProcessedHeight >= height;
        },
        WAIT_MS,
      ),
  };
}
