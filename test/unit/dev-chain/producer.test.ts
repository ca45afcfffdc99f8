import {
  APPLY_EXTRINSIC_ERROR,
  type Blockchain,
  type BuildBlockParams,
} from '@acala-network/chopsticks-core';
import { TypeRegistry } from '@polkadot/types';
import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { createProducer } from '../../../src/chain/dev/producer.js';
import type { Hex } from '../../../src/domain/hex.js';

const registry = new TypeRegistry();
const log = pino({ level: 'silent' });

/**
 * The parts of a chopsticks chain that building blocks touches. What the "runtime" does with an extrinsic is its second
 * byte: 00 fine, 01 invalid at once, 02 invalid in its block, 03 panics in its block, 04 breaks the whole block.
 */
function scriptedChain() {
  const event = new EventEmitter();
  const heads: ((block: unknown) => void)[] = [];
  const blocks: Hex[][] = [];
  let building = 0;
  let release = (): void => undefined;
  let held = Promise.resolve();
  const outcome = (extrinsic: Hex): string => extrinsic.slice(4, 6);
  const stale = { Invalid: 'Stale' };
  const chain = {
    head: { number: 0, registry: Promise.resolve(registry) },
    headState: { subscribeHead: (listener: (block: unknown) => void) => heads.push(listener) },
    txPool: { event, clear: () => undefined },
    validateExtrinsic: (extrinsic: Hex) => {
      const valid = outcome(extrinsic) === '01' ? { Err: stale } : { Ok: {} };
      return Promise.resolve(registry.createType('TransactionValidity', valid));
    },
    async newBlockWithParams({ transactions }: BuildBlockParams) {
      expect(++building).toBe(1);
      await held;
      building--;
      if (transactions.some((one) => outcome(one) === '04')) throw new Error('Failed to apply inherents');
      for (const one of transactions.filter((tx) => outcome(tx) === '02')) {
        event.emit(APPLY_EXTRINSIC_ERROR, [one, registry.createType('TransactionValidityError', stale)]);
      }
      const extrinsics = transactions.filter((one) => outcome(one) === '00');
      blocks.push(extrinsics);
      for (const listener of heads) listener({ hash: `0x0${blocks.length}`, extrinsics });
    },
  };
  return {
    producer: createProducer(chain as unknown as Blockchain, log),
    blocks,
    /** Blocks under way wait until the returned function is called. */
    hold: () => {
      held = new Promise((resolve) => (release = resolve));
      return () => release();
    },
  };
}

describe('block producer', () => {
  it('builds a block at once for an extrinsic and says which one it is', async () => {
    const { producer, blocks } = scriptedChain();
    const { included } = await producer.submit('0x1000');
    expect(await included).toBe('0x01');
    expect(blocks).toEqual([['0x1000']]);
    expect(producer.pending()).toEqual([]);
  });

  it('puts what arrives during a block into the next one, in order and never two at a time', async () => {
    const { producer, blocks, hold } = scriptedChain();
    const release = hold();
    const first = await producer.submit('0x1000');
    const tick = producer.build();
    const others = await Promise.all([producer.submit('0x1100'), producer.submit('0x1200')]);
    expect(producer.pending()).toEqual(['0x1000', '0x1100', '0x1200']);
    release();
    expect(await Promise.all([first, ...others].map(({ included }) => included))).toEqual([
      '0x01',
      '0x02',
      '0x02',
    ]);
    await tick;
    expect(blocks).toEqual([['0x1000'], ['0x1100', '0x1200']]);
  });

  it('builds no second block for an extrinsic that a tick already took', async () => {
    const { producer, blocks, hold } = scriptedChain();
    const release = hold();
    const ticks = [producer.build(), producer.build()];
    const { included } = await producer.submit('0x1000');
    release();
    await Promise.all([...ticks, included]);
    await producer.exclusively(() => Promise.resolve());
    expect(blocks).toEqual([[], ['0x1000']]);
  });

  it('refuses what the runtime finds invalid, without a block', async () => {
    const { producer, blocks } = scriptedChain();
    await expect(producer.submit('0x1001')).rejects.toMatchObject({
      code: 1010,
      message: 'Invalid Transaction: Stale',
    });
    expect(blocks).toEqual([]);
  });

  it.each([
    ['turns out invalid in its block', '0x1002', 'Invalid Transaction: Stale', [['0x2000'], ['0x3000']]],
    ['makes the runtime panic', '0x1003', /could not run it/, [['0x2000'], ['0x3000']]],
    ['breaks its whole block', '0x1004', /could not run it/, [['0x3000']]],
  ])('answers the submitter and goes on when an extrinsic %s', async (_, bad, message, expected) => {
    const { producer, blocks, hold } = scriptedChain();
    const release = hold();
    // Both go into the block after this one.
    const tick = producer.build();
    const submitted = await producer.submit(bad);
    const other = await producer.submit('0x2000');
    release();
    await expect(submitted.included).rejects.toThrow(message);
    await other.included.catch(() => undefined);
    expect(producer.pending()).toEqual([]);
    await (
      await producer.submit('0x3000')
    ).included;
    await tick;
    expect(blocks).toEqual([[], ...expected]);
  });

  it.each(['', '0x123', 'x', 5, null])('refuses %j, which is no extrinsic', async (extrinsic) => {
    const { producer } = scriptedChain();
    await expect(producer.submit(extrinsic as string)).rejects.toMatchObject({ code: 1002 });
  });

  it('refuses an extrinsic that already waits', async () => {
    const { producer, hold } = scriptedChain();
    const release = hold();
    const { included } = await producer.submit('0x1000');
    await expect(producer.submit('0x1000')).rejects.toMatchObject({ code: 1013 });
    release();
    await included;
  });
});
