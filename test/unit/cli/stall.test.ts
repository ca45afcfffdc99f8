import { createStallJudge } from '../../../src/cli/indexer/stall.js';

const PATIENCE = 60_000;

it('finds a standstill when a block has waited for long enough, and then waits anew, twice as long', () => {
  const { look } = createStallJudge(PATIENCE);
  expect(look(10, 12, 0)).toBeNull();
  expect(look(10, 20, PATIENCE - 1)).toBeNull();
  expect(look(10, 30, PATIENCE)).toEqual({ indexed: 10, finalized: 30 });
  expect(look(10, 30, PATIENCE + 1)).toBeNull();
  expect(look(10, 30, 3 * PATIENCE)).toBeNull();
  expect(look(10, 30, 3 * PATIENCE + 1)).toEqual({ indexed: 10, finalized: 30 });
});

it('is patient for a quarter of an hour at most', () => {
  const { look } = createStallJudge(PATIENCE);
  const found: number[] = [];
  for (let minute = 0; minute < 200; minute++)
    if (look(10, 30, minute * PATIENCE) !== null) found.push(minute);
  const gaps = found.slice(1).map((minute, i) => minute - (found[i] ?? 0));
  expect(found[0]).toBe(1);
  expect(gaps.slice(0, 5)).toEqual([3, 5, 9, 17, 17]);
  expect(new Set(gaps.slice(3))).toEqual(new Set([17]));
});

it.each<[string, readonly (readonly [indexed: number | null, finalized: number | null])[]]>([
  [
    'it goes on, however slowly',
    [
      [10, 30],
      [10, 30],
      [11, 30],
      [11, 30],
      [12, 30],
      [12, 30],
    ],
  ],
  [
    'all that is final is indexed',
    [
      [10, 10],
      [10, 10],
      [10, 10],
      [10, 10],
    ],
  ],
  [
    'it is ahead of the endpoint that answers',
    [
      [10, 9],
      [10, 9],
      [10, 9],
    ],
  ],
  [
    'no endpoint answers in between',
    [
      [10, 30],
      [10, null],
      [10, 30],
      [10, null],
      [10, 30],
    ],
  ],
  [
    'the database does not answer in between',
    [
      [10, 30],
      [null, 30],
      [10, 30],
      [null, 30],
      [10, 30],
    ],
  ],
  [
    'nothing was ever indexed',
    [
      [null, 30],
      [null, 30],
      [null, 30],
    ],
  ],
])('finds none while %s', (_case, looks) => {
  const { look } = createStallJudge(PATIENCE);
  const found = looks.map(([indexed, finalized], i) => look(indexed, finalized, i * (PATIENCE * 0.9)));
  expect(found).toEqual(looks.map(() => null));
});

it('is as patient as at first once it went on', () => {
  const { look } = createStallJudge(PATIENCE);
  look(10, 30, 0);
  expect(look(10, 30, PATIENCE)).not.toBeNull();
  expect(look(11, 30, PATIENCE + 1)).toBeNull();
  expect(look(11, 30, 2 * PATIENCE + 1)).toEqual({ indexed: 11, finalized: 30 });
});
