/** What `npm run bench` runs, in this order, and how large: all of it in less than 20 minutes on two quiet cores. */
export interface BenchPart {
  /** Its folder in `bench/`. */
  readonly name: string;
  /** Its options here; alone, it has its own defaults. */
  readonly options: readonly string[];
  /** After so long it is ended, and has failed. */
  readonly minutes: number;
}

export const PARTS: readonly BenchPart[] = [
  { name: 'settlement', options: ['--orders', '10000,100000,1000000'], minutes: 5 },
  { name: 'delivery', options: ['--seconds', '15', '--queue', '10000'], minutes: 4 },
  { name: 'serving', options: ['--rounds', '100', '--seconds', '3'], minutes: 22 },
  { name: 'plans', options: ['--rows', '500000', '--quiet'], minutes: 4 },
  { name: 'tail', options: ['--blocks', '150', '--rounds', '1'], minutes: 5 },
  { name: 'backfill', options: ['--rounds', '1'], minutes: 5 },
];
