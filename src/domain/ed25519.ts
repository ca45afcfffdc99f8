/** @returns whether it is the key's ed25519 signature of the message. @param key 32 bytes @param signature 64 bytes */
export type VerifyEd25519 = (message: Uint8Array, signature: Uint8Array, key: Uint8Array) => boolean;
