import { useCallback, useEffect, useState, type SyntheticEvent, type ReactNode } from 'react';
import { ApiError } from '../../ask.js';
import { openApi } from '../gateway/api.js';
import { MERCHANT, type MerchantAnswer } from '../gateway/documents.js';
import { forgetKey } from '../kept-key.js';
import type { DevKeys, NetworkFacts } from '../page-data.js';
import { useSay } from './tongue.js';

export interface SignedIn {
  readonly key: string;
  /** Whether this tab may remember it. */
  readonly keep: boolean;
  /** Its name. */
  readonly merchant: string;
}

interface SignInProps {
  readonly network: NetworkFacts;
  readonly devKeys: DevKeys | null;
  /** The key that this tab has kept. */
  readonly kept: string | null;
  /** Whether the gateway has refused the last one. */
  readonly refused: boolean;
  readonly onSignedIn: (signedIn: SignedIn) => void;
  readonly onLanguage: () => void;
}

type Trouble = 'key_refused' | 'key_of_other_kind' | 'key_unreadable' | 'gateway_away';

export function SignIn({ network, devKeys, kept, refused, onSignedIn, onLanguage }: SignInProps): ReactNode {
  const say = useSay();
  const [typed, setTyped] = useState('');
  const [keep, setKeep] = useState(true);
  const [busy, setBusy] = useState(kept !== null);
  const [trouble, setTrouble] = useState<Trouble | null>(refused ? 'key_refused' : null);
  useEffect(() => {
    document.title = `${say('sign_in')} · Chaintill`;
  }, [say]);

  const trySigningIn = useCallback(
    async (key: string, keeps: boolean): Promise<void> => {
      setBusy(true);
      setTrouble(null);
      try {
        // A header takes nothing else, and no key has anything else in it.
        if (!/^[!-~]{1,200}$/.test(key)) setTrouble('key_unreadable');
        else {
          const { merchant } = await openApi(key).ask<MerchantAnswer>(MERCHANT);
          onSignedIn({ key, keep: keeps, merchant: merchant.name });
          return;
        }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === 'UNAUTHENTICATED') forgetKey();
        setTrouble(troubleOf(error.code));
      }
      setBusy(false);
    },
    [onSignedIn],
  );

  // Once, with what was kept when the page came.
  useEffect(() => {
    if (kept !== null) void trySigningIn(kept, true);
  }, []);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    void trySigningIn(typed.trim(), keep);
  }

  return (
    <div className="sign-in">
      <main>
        <p className="brand">Chaintill</p>
        <h1>{say('sign_in_title')}</h1>
        <p className="about">{say('sign_in_about', { network: network.title })}</p>
        {devKeys && (
          <section className="dev" aria-label={say('dev_title')}>
            <p>{say('dev_about')}</p>
            <button
              type="button"
              className="primary"
              disabled={busy}
              onClick={() => void trySigningIn(devKeys.secret, keep)}
            >
              {say('dev_secret')}
            </button>
            <button
              type="button"
              className="secondary"
              disabled={busy}
              onClick={() => void trySigningIn(devKeys.read, keep)}
            >
              {say('dev_read')}
            </button>
          </section>
        )}
        <form onSubmit={submit}>
          <label htmlFor="key">{say('key')}</label>
          <input
            id="key"
            type="password"
            value={typed}
            placeholder="rk_…"
            autoComplete="off"
            spellCheck={false}
            required
            aria-describedby="key-hint"
            onChange={({ target }) => setTyped(target.value)}
          />
          <p id="key-hint" className="hint">
            {say('key_hint')}
          </p>
          <label className="check">
            <input type="checkbox" checked={keep} onChange={({ target }) => setKeep(target.checked)} />
            {say('keep_key')}
          </label>
          <button type="submit" className={devKeys ? 'secondary' : 'primary'} disabled={busy}>
            {say(busy ? 'signing_in' : 'sign_in')}
          </button>
          <p className="trouble" role="alert">
            {trouble === null ? '' : say(trouble)}
          </p>
        </form>
      </main>
      <footer>
        <button type="button" className="quiet" lang={say('other_language_code')} onClick={onLanguage}>
          {say('other_language')}
        </button>
      </footer>
    </div>
  );
}

function troubleOf(code: string): Trouble {
  if (code === 'UNAUTHENTICATED') return 'key_refused';
  return code === 'FORBIDDEN' || code === 'BAD_USER_INPUT' ? 'key_of_other_kind' : 'gateway_away';
}
