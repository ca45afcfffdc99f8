import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../ask.js';
import type { Variables } from '../gateway/api.js';
import type { LiveEvent } from '../gateway/documents.js';
import { createReloading } from '../gateway/reloading.js';
import { useSession } from './session.js';

export interface Answer<Data> {
  /** The newest there is for these variables; null before the first. */
  readonly data: Data | null;
  /** Why there is nothing newer; null where the last try succeeded. */
  readonly failure: ApiError | null;
  readonly reload: () => void;
}

const GATHER_MS = 400;

/** What is a matter of a view that shows all of the merchant's. */
export const anyEvent = (): boolean => true;

/**
 * Asks the gateway, and again whenever something happens.
 * @param query one of the constants in the files `documents.ts`
 * @param concerns whether an event may change the answer
 * @param everyMs asks again after so long in any case, while the page is in sight; null for never
 */
export function useAnswer<Data>(
  query: string,
  variables: Variables = {},
  concerns: (event: LiveEvent) => boolean = anyEvent,
  everyMs: number | null = null,
): Answer<Data> {
  const { api, live, signOut } = useSession();
  const key = JSON.stringify([query, variables]);
  const [state, setState] = useState<{ key: string; data: Data | null; failure: ApiError | null }>({
    key,
    data: null,
    failure: null,
  });
  const isConcerned = useRef(concerns);
  const request = useRef<() => void>(() => undefined);
  useEffect(() => {
    isConcerned.current = concerns;
  });

  useEffect(() => {
    const gone = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const [asked, given] = JSON.parse(key) as [string, Variables];
        const data = await api.ask<Data>(asked, given, gone.signal);
        if (!gone.signal.aborted) setState({ key, data, failure: null });
      } catch (error) {
        if (gone.signal.aborted) return;
        const failure = error instanceof ApiError ? error : new ApiError('UNREACHABLE', String(error));
        if (failure.code === 'UNAUTHENTICATED') signOut(true);
        else setState((before) => ({ key, data: before.key === key ? before.data : null, failure }));
      }
    };
    const reloading = createReloading(load, GATHER_MS);
    request.current = reloading.request;
    const deaf = live.listen((event) => {
      if (event === null || isConcerned.current(event)) reloading.request();
    });
    reloading.start();
    return () => {
      gone.abort();
      reloading.stop();
      deaf();
    };
  }, [api, live, signOut, key]);

  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') request.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, key]);

  const reload = useCallback(() => request.current(), []);
  return state.key === key
    ? { data: state.data, failure: state.failure, reload }
    : { data: null, failure: null, reload };
}
