import { allHandlers, ResponseError, type Handler, type Handlers } from '@acala-network/chopsticks-core';
import type { Logger } from 'pino';
import { authorHandlers } from './author.js';
import type { Producer } from './producer.js';

/** Error code of a Substrate node for state that it does not have (sc-rpc-api, state/error.rs). */
const UNKNOWN_BLOCK = 4003;

/** Methods that read state, and at which parameter they take the hash of a block. */
const BLOCK_PARAMETER: Readonly<Record<string, number>> = {
  state_getRuntimeVersion: 0,
  state_getMetadata: 0,
  state_getStorage: 1,
  state_getStorageAt: 1,
  state_queryStorageAt: 1,
  state_call: 2,
  state_getKeysPaged: 3,
  childstate_getStorage: 2,
  childstate_getKeysPaged: 4,
};

/** Methods that change the chain other than by building the next block. */
const CHANGING = ['dev_newBlock', 'dev_setHead', 'dev_setStorage', 'dev_timeTravel'];

/** The JSON-RPC methods of the dev chain: those of chopsticks, without its modes of building blocks. */
export function devChainHandlers(producer: Producer, log: Logger): Handlers {
  const handlers: Handlers = { ...allHandlers, ...authorHandlers(producer, log) };
  delete handlers['dev_setBlockBuildMode'];
  for (const [method, position] of Object.entries(BLOCK_PARAMETER))
    wrap(method, (handler) => atKnownBlock(handler, position));
  for (const method of CHANGING) {
    wrap(
      method,
      (handler) =>
        (...call) =>
          producer.exclusively(() => handler(...call)),
    );
  }
  const methods = Object.keys(handlers).sort();
  handlers['rpc_methods'] = () => Promise.resolve({ methods });
  return handlers;

  function wrap(method: string, around: (handler: Handler) => Handler): void {
    const handler = handlers[method];
    if (handler !== undefined) handlers[method] = around(handler);
  }
}

/** Chopsticks answers for a block that it does not have as if nothing were stored there. */
function atKnownBlock(handler: Handler, position: number): Handler {
  return async (context, params: unknown[], subscriptions) => {
    const hash = params[position];
    if (typeof hash === 'string' && (await context.chain.getBlock(hash as `0x${string}`)) === undefined) {
      throw new ResponseError(
        UNKNOWN_BLOCK,
        'Unknown block: this chain has none of that hash, or has it no longer',
      );
    }
    return handler(context, params, subscriptions) as Promise<unknown>;
  };
}
