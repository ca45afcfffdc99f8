import { ChaintillError } from '../domain/errors.js';
import type { Rpc } from './rpc.js';

/**
 * Asks for what not every node gives.
 * @returns null where the node answers with an error: it does not have the method, or not the state of that block any more.
 * @throws {ChaintillError} as {@link Rpc}, where it does not answer
 */
export async function askOptional(
  rpc: Pick<Rpc, 'request' | 'connected'>,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  try {
    return await rpc.request<unknown>(method, params);
  } catch (error) {
    if (error instanceof ChaintillError && error.code === 'RPC_FAILED' && rpc.connected) return null;
    throw error;
  }
}
