/** Who is on the benchmark's chain. Keys that are made of a name differ from all that are made of a number. */

/** Blocks of six seconds in a year. */
export const BLOCKS = 5_256_000;
/** Time of the last one, in milliseconds since 1970, and of the one before the first. */
export const END = Date.UTC(2026, 10, 1);
export const START = END - BLOCKS * 6_000;

function key(name: string): `0x${string}` {
  return `0x${Buffer.from(name).toString('hex').padEnd(64, '0')}`;
}

/** Receives 15 in 100 transfers and sends 3; sweeps a little to SIDE now and then. */
export const GIANT = key('giant');
/** One in a thousand goes here. */
export const SIDE = key('side');
/** Receives 10 in 100, for a merchant's orders. */
export const SHOP = key('shop');
/** Receives 10 in 100; half-way it goes from one company to another. */
export const MOVED = key('moved');
/** Pays GIANT a few dozen times. */
export const RARE = key('rare');

/** Owns GIANT, SIDE from half-way on, and three quiet accounts. */
export const COMPANY = '0-1';
export const SHOP_COMPANY = '0-2';
/** Owns MOVED in the first half of the chain, and a quiet account afterwards. */
export const MOVED_COMPANY = '0-3';
/** The first of those that have one or two quiet accounts each. */
export const SMALL_COMPANY = '0-10';
/** One transfer in three has one of some hundred thousand references; this is one of them. */
export const REFERENCE = 'invoice-999';
