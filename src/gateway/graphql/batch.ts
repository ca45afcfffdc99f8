import type { GatewayContext } from './context.js';

/**
 * Makes one read of what the fields of many rows ask for at once.
 * @param read gives the values of keys, in the keys' order
 */
export function inBatches<Key, Value>(
  read: (context: GatewayContext, keys: readonly Key[]) => Promise<readonly Value[]>,
): (context: GatewayContext, key: Key) => Promise<Value> {
  interface Batch {
    readonly keys: Key[];
    readonly values: Promise<readonly Value[]>;
  }
  const open = new WeakMap<GatewayContext, Batch>();

  function begin(context: GatewayContext): Batch {
    const keys: Key[] = [];
    const gathered = new Promise<void>((resolve) => setImmediate(resolve));
    const values = gathered.then(() => {
      open.delete(context);
      return read(context, keys);
    });
    const batch = { keys, values };
    open.set(context, batch);
    return batch;
  }

  return async (context, key) => {
    const batch = open.get(context) ?? begin(context);
    const place = batch.keys.push(key) - 1;
    const value = (await batch.values)[place];
    if (value === undefined) throw new Error('a batch gave fewer values than it has keys');
    return value;
  };
}
