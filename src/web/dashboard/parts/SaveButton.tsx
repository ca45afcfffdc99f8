import { useState, type ReactNode } from 'react';
import { ApiError } from '../../ask.js';
import { canStreamToFile, download, LARGEST_IN_MEMORY } from '../gateway/download.js';
import { Failure } from './Failure.js';
import { Icon } from './icons.js';
import { useSession, useWriting } from './session.js';
import { useSay } from './tongue.js';

interface SaveButtonProps {
  /** Of the gateway's file, with its query. */
  readonly path: string;
  readonly name: string;
  /** What is in it, where more than one file is offered. */
  readonly label?: string;
}

const MEGABYTE = 1024 * 1024;

/** Saves an export of the gateway as CSV. */
export function SaveButton({ path, name, label }: SaveButtonProps): ReactNode {
  const { api, signOut } = useSession();
  const { count } = useWriting();
  const say = useSay();
  const [running, setRunning] = useState<AbortController | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);

  async function save(): Promise<void> {
    const stop = new AbortController();
    setRunning(stop);
    setFailure(null);
    try {
      await download(api, path, name, stop.signal);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'UNAUTHENTICATED') signOut(true);
      else if (!stop.signal.aborted) setFailure(error);
    } finally {
      setRunning(null);
    }
  }

  return (
    <div className="save">
      {running ? (
        <button type="button" className="small" onClick={() => running.abort()}>
          {say('saving')}
        </button>
      ) : (
        <button
          type="button"
          className="small"
          aria-label={label === undefined ? undefined : say('save_as', { what: label })}
          title={
            canStreamToFile()
              ? undefined
              : say('save_limit', { megabytes: count(LARGEST_IN_MEMORY / MEGABYTE) })
          }
          onClick={() => void save()}
        >
          <Icon name="save" />
          {label ?? 'CSV'}
        </button>
      )}
      {failure && <Failure failure={failure} />}
    </div>
  );
}
