import { Block, StorageLayer, StorageValueKind } from '@acala-network/chopsticks-core';
import fc from 'fast-check';
import { storageCompactor } from '../../../src/chain/dev/compaction.js';

type Value = `0x${string}`;
type State = ReadonlyMap<string, Value>;

/** What happens between one block and the next. */
interface Step {
  /** How many blocks behind the newest the next one is built: 0, or a fork. */
  readonly behind: number;
  /** Keys that `dev_setStorage` removes by prefix at the parent, before the block. */
  readonly clears: readonly string[];
  /** What the block writes; null removes. */
  readonly writes: Readonly<Record<string, Value | null>>;
  /** Keys that are read at the parent before the block is built, which chopsticks keeps as if they were written. */
  readonly reads: readonly string[];
}

const digit = fc.constantFrom('a', 'b', 'c');
const key = fc.tuple(digit, digit, digit).map((digits) => `0x${digits.join('')}`);
const prefix = fc.array(digit, { minLength: 1, maxLength: 2 }).map((digits) => `0x${digits.join('')}`);
const value = fc.oneof(
  fc.constant(null),
  fc.nat(5).map((n): Value => `0x0${n}`),
  fc.constant<Value>('0x'),
);
const step: fc.Arbitrary<Step> = fc.record({
  behind: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(6) }),
  clears: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(prefix, { maxLength: 2 }) },
  ),
  writes: fc.dictionary(key, value, { maxKeys: 6 }),
  reads: fc.array(key, { maxLength: 4 }),
});
const genesis = fc.dictionary(
  key,
  fc.nat(5).map((n): Value => `0x0${n}`),
);

const header = {} as never;
const chain = {} as never;
const nothing = Promise.resolve() as never;

/** Block 0 of a chain without a runtime. What the others need to know of the runtime, they ask of their parent. */
class Genesis extends Block {
  override get runtimeVersion(): never {
    return nothing;
  }
  override get metadata(): never {
    return nothing;
  }
  override get registry(): never {
    return nothing;
  }
  override get meta(): never {
    return nothing;
  }
}

const hash = (id: number): Value => `0x${id.toString(16).padStart(64, '0')}`;

/** Every block with the state it should have, the way chopsticks builds them and with compaction every few. */
async function build(
  start: Record<string, Value>,
  steps: readonly Step[],
  maxDepth: number,
): Promise<[Block, State][]> {
  const compact = storageCompactor(maxDepth);
  const first = { header, extrinsics: [], storage: new StorageLayer(), storageDiff: start };
  const blocks: [Block, State][] = [
    [new Genesis(chain, 0, hash(0), undefined, first), new Map(Object.entries(start))],
  ];
  for (const { behind, clears, writes, reads } of steps) {
    const at = Math.max(0, blocks.length - 1 - behind);
    const [parent, before] = blocks[at] as [Block, State];
    const state = new Map(before);
    for (const cleared of clears) {
      parent.pushStorageLayer().set(cleared, StorageValueKind.DeletedPrefix);
      for (const one of [...state.keys()]) if (one.startsWith(cleared)) state.delete(one);
    }
    blocks[at] = [parent, new Map(state)];
    const seen: Record<string, Value | null> = {};
    for (const one of reads) seen[one] = (await parent.get(one)) ?? null;
    for (const [one, written] of Object.entries(writes)) {
      if (written === null) state.delete(one);
      else state.set(one, written);
    }
    const built = new Block(chain, parent.number + 1, hash(blocks.length), parent, {
      header,
      extrinsics: [],
      storage: parent.storage,
      storageDiff: { ...seen, ...writes },
    });
    blocks.push([await compact(built), state]);
  }
  return blocks;
}

describe('storage of a long chain', () => {
  it('answers for every block as if nothing had been compacted', async () => {
    await fc.assert(
      fc.asyncProperty(
        genesis,
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (start, steps, depth) => {
          for (const [block, state] of await build(start, steps, depth)) {
            expect(await block.getKeysPaged({ pageSize: 100 })).toEqual([...state.keys()].sort());
            for (const one of ['0xaaa', '0xabc', '0xbbb', '0xcab', '0xccc', ...state.keys()]) {
              expect(await block.get(one)).toBe(state.get(one));
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps of a block only what it changed', async () => {
    const steps: Step[] = [
      {
        behind: 0,
        clears: [],
        reads: ['0xaaa', '0xbbb', '0xccc'],
        writes: { '0xaaa': '0x01', '0xbbb': '0x02', '0xabc': null },
      },
    ];
    const blocks = await build({ '0xaaa': '0x01', '0xccc': '0x03' }, steps, 5);
    expect(await blocks[1]?.[0].storageDiff()).toEqual({ '0xbbb': '0x02' });
  });
});
