/** What every part of the page knows once its reader has signed in. */
import { createContext, use, useMemo, useSyncExternalStore } from 'react';
import { amountIn, amountText, type AmountLike, type Unit } from '../amount-text.js';
import type { Api } from '../gateway/api.js';
import type { Live, LiveState } from '../gateway/live.js';
import { momentsIn, type Moments } from '../moment-text.js';
import type { NetworkFacts } from '../page-data.js';
import { useTongue } from './tongue.js';

export interface Session {
  readonly api: Api;
  readonly live: Live;
  readonly merchant: string;
  readonly network: NetworkFacts;
  /** @param refused whether the gateway has refused the key */
  readonly signOut: (refused: boolean) => void;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('a part of the dashboard stands outside of a session');
  return session;
}

export function useLiveState(): LiveState {
  const { live } = useSession();
  return useSyncExternalStore(live.onState, live.state);
}

export interface Writing {
  readonly amount: (amount: AmountLike) => string;
  /**
   * An amount for which the API writes no text.
   * @param value in the smallest unit; it can be below 0
   */
  readonly amountOf: (value: string, unit: Unit) => string;
  readonly count: (value: number) => string;
  readonly moments: Moments;
}

/** How figures and times are written for the reader. */
export function useWriting(): Writing {
  const { locale, say } = useTongue();
  return useMemo(() => {
    const counts = new Intl.NumberFormat(locale);
    return {
      amount: (amount) => amountText(amount, locale, say('smallest_units')),
      amountOf: (value, unit) => amountIn(value, unit, locale, say('smallest_units')),
      count: (value) => counts.format(value),
      moments: momentsIn(locale),
    };
  }, [locale, say]);
}
