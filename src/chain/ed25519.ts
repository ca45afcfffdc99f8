import { createPublicKey, verify } from 'node:crypto';
import type { VerifyEd25519 } from '../domain/ed25519.js';

/** A key of 32 bytes, as SubjectPublicKeyInfo (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export const verifyEd25519: VerifyEd25519 = (message, signature, key) => {
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' });
  return verify(null, message, publicKey, signature);
};
