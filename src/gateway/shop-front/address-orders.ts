/** Which orders came from one address with one key: what one stranger orders must not use up what others may. */
import type { OrdersBefore } from '../../store/till/front-orders.js';

export interface AddressOrders {
  /** Notes that an order is being made. */
  begin(order: BegunOrder): Beginning;
}

export interface BegunOrder {
  readonly keyId: string;
  /** Of the client, as limits count it. */
  readonly address: string;
  /** Account that is to pay. */
  readonly payer: string;
  /** How long it can wait to be paid at the most, in milliseconds. */
  readonly livesMs: number;
}

export interface Beginning {
  readonly before: OrdersBefore;
  /** Says what came of it, once. @param token of the order, new or known; null for none */
  end(token: string | null): void;
}

interface Entry {
  readonly payer: string;
  /** When it cannot wait any more. */
  readonly until: number;
  /** Null while it is being made. */
  token: string | null;
}

/** In this process, which forgets them at a restart. @param now in milliseconds; for tests */
export function createAddressOrders(now: () => number = () => performance.now()): AddressOrders {
  const holders = new Map<string, Set<Entry>>();

  function forgetOver(entries: Set<Entry>, time: number): void {
    for (const entry of entries) {
      if (entry.until <= time) entries.delete(entry);
    }
  }

  return {
    begin({ keyId, address, payer, livesMs }) {
      const time = now();
      const holder = `${keyId} ${address}`;
      const entries = holders.get(holder) ?? new Set<Entry>();
      // Last used comes last, so those of which nothing is left stand in front.
      holders.delete(holder);
      for (const [old, its] of holders) {
        forgetOver(its, time);
        if (its.size > 0) break;
        holders.delete(old);
      }
      holders.set(holder, entries);
      forgetOver(entries, time);
      const others = [...entries];
      const underway = others.filter(({ token }) => token === null);
      const entry: Entry = { payer, until: time + livesMs, token: null };
      entries.add(entry);
      return {
        before: {
          tokens: others.flatMap(({ token }) => token ?? []),
          underway: underway.length,
          underwayOfPayer: underway.filter((other) => other.payer === payer).length,
        },
        end(token) {
          const known = token === null || [...entries].some((other) => other.token === token);
          if (known) entries.delete(entry);
          else entry.token = token;
        },
      };
    },
  };
}
