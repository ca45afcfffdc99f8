import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { openApi, type Api } from '../gateway/api.js';
import { openLive, type Live } from '../gateway/live.js';
import { forgetKey, keepKey, recallKey } from '../kept-key.js';
import type { PageData } from '../page-data.js';
import { SessionContext, type Session } from './session.js';
import { Shell } from './Shell.js';
import { SignIn, type SignedIn } from './SignIn.js';
import { speak, TongueContext } from './tongue.js';

interface Open {
  readonly api: Api;
  readonly live: Live;
  readonly merchant: string;
}

export function App({ data }: { readonly data: PageData }): ReactNode {
  const [tongue, setTongue] = useState(() => speak(null));
  const [open, setOpen] = useState<Open | null>(null);
  const [kept, setKept] = useState(recallKey);
  const [refused, setRefused] = useState(false);
  const { language } = tongue;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => () => open?.live.close(), [open]);

  const signOut = useCallback((wasRefused: boolean) => {
    forgetKey();
    setKept(null);
    setOpen(null);
    setRefused(wasRefused);
  }, []);

  function signIn({ key, keep, merchant }: SignedIn): void {
    if (keep) keepKey(key);
    const api = openApi(key);
    setRefused(false);
    setOpen({ api, live: openLive(api), merchant });
  }

  function changeLanguage(): void {
    setTongue(speak(language === 'en' ? 'de' : 'en'));
  }

  const session: Session | null = open && { ...open, network: data.network, signOut };
  return (
    <TongueContext value={tongue}>
      {session ? (
        <SessionContext value={session}>
          <Shell onLanguage={changeLanguage} />
        </SessionContext>
      ) : (
        <SignIn
          network={data.network}
          devKeys={data.devKeys}
          kept={kept}
          refused={refused}
          onSignedIn={signIn}
          onLanguage={changeLanguage}
        />
      )}
    </TongueContext>
  );
}
