import { useCallback, useState } from 'react';
import { ApiError } from '../../ask.js';
import type { Variables } from '../gateway/api.js';
import { useSession } from './session.js';

export interface Action<Data> {
  /** @returns null where it failed, which `failure` tells */
  readonly run: (variables: Variables) => Promise<Data | null>;
  readonly busy: boolean;
  readonly failure: ApiError | null;
  readonly forget: () => void;
}

/** Something that the reader does, with one of the mutations in the files `documents.ts`. */
export function useAction<Data>(document: string): Action<Data> {
  const { api, signOut } = useSession();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);

  const run = useCallback(
    async (variables: Variables): Promise<Data | null> => {
      setBusy(true);
      setFailure(null);
      try {
        return await api.ask<Data>(document, variables);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === 'UNAUTHENTICATED') signOut(true);
        setFailure(error);
        return null;
      } finally {
        setBusy(false);
      }
    },
    [api, document, signOut],
  );
  const forget = useCallback(() => setFailure(null), []);
  return { run, busy, failure, forget };
}
