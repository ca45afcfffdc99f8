/**
 * A justification of Polkadot's first set of authorities, six of whom five voted. It is the example that smoldot decodes
 * (https://github.com/smol-dot/smoldot, lib/src/finality/decode.rs); the votes are public data of the chain. That the set's
 * number is 0 follows from the signatures: they are right for no other.
 */
import type { Hex } from '../../../src/domain/hex.js';

const BLOCK = '29f1abec90ac199df06dee3ba0734c08c3fd6df06caa3f78952f8f95164058d2009e0400';

export const RECORDED_KEYS: readonly Hex[] = [
  '0x1c151c11cb72334d26d70769e3af7bbff3801a4e2dca2b09b7cce0af8dd81307',
  '0x680d278213f908658a49a1025a7f466c197e8fb6fabb5e62220a7bd75f860cab',
  '0x8e59368700ea89e2bf8922cc9e4b86d6651d1c689a0d57813f9768dbaadecf71',
  '0xdea6f4a727d3b2399275d6ee8817881f10597471dc1d27f144295ad6fb933c7a',
  '0xf72daf2e560e4f0f22fb5cbb04ad1d7fee850aab238fd014c178769e7e3a9b84',
];

const SIGNATURES = [
  '0df78178ccaa78ad29f1d5ea796f1426c15e638b391e47d1ecdea57b468b4741248e270d5ef02cae965595dfa652d2672881661ad474e7d1a36b3152e5c55208',
  '3e25912c15c078e5ec717a38c1f72dd2b80c3edcfd93468555125aa7c976176bb8bb0368aa841112594d9c91f208b9584a571534f765399aa30582140fe60803',
  '7dac4f4701268980e85f4668d95f073a1c72b6d8ab38e7dac7f4dc7a06e105afac2fc63d542a4b423e5af3123a246ceb84678826a4a4eda429e1989d92ed180b',
  '44c0d38eef2137dea57fcb9bd9aa3d5fce4a4a137b3c438e5012af28889c97e0bf9d5bbb27b9f9d49e49c55a36de0d4cb5864503a5f85ec444ba50da57a2110b',
  '3abb7b87029d51c528c8da34fdc17768bef6dde1afc3b1dad1af537762afc430434c3bdf0dca30010a63c8c97b1d59837846a2eb0bbf60395333d9c72332ae02',
];

export const RECORDED_BLOCK: Hex = `0x${BLOCK.slice(0, 64)}`;

export const RECORDED_JUSTIFICATION: Hex = `0x07b5060000000000${BLOCK}14${SIGNATURES.map(
  (signature, i) => BLOCK + signature + (RECORDED_KEYS[i]?.slice(2) ?? ''),
).join('')}00`;
