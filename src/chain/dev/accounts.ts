import type { Hex } from '../../domain/hex.js';

/** A well-known development account (sr25519). Its key is public knowledge: worth nothing beyond a dev chain. */
export interface DevAccount {
  readonly name: string;
  /** What a keyring derives the key pair from: `new Keyring({ type: 'sr25519' }).addFromUri(uri)`. */
  readonly uri: string;
  readonly publicKey: Hex;
}

const account = (name: string, publicKey: Hex): DevAccount => ({ name, uri: `//${name}`, publicKey });

export const ALICE = account('Alice', '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d');
export const BOB = account('Bob', '0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48');
export const CHARLIE = account(
  'Charlie',
  '0x90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22',
);
export const DAVE = account('Dave', '0x306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20');
export const EVE = account('Eve', '0xe659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e');
export const FERDIE = account('Ferdie', '0x1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c');

/** Every account that a dev chain starts with funds for. */
export const DEV_ACCOUNTS: readonly DevAccount[] = [ALICE, BOB, CHARLIE, DAVE, EVE, FERDIE];
