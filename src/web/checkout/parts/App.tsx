import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { NetworkFacts } from '../order.js';
import type { OrderFeed } from '../order-feed.js';
import { speak, type Language } from '../texts/language.js';
import { Checkout } from './Checkout.js';
import { SurroundingsContext } from './context.js';
import { NoOrder } from './NoOrder.js';

interface AppProps {
  readonly feed: OrderFeed;
  readonly network: NetworkFacts;
  readonly token: string;
}

export function App({ feed, network, token }: AppProps): ReactNode {
  const { order, problem, receivedAt, retracted, connected } = useSyncExternalStore(
    feed.subscribe,
    feed.read,
  );
  const [chosen, choose] = useState<Language | null>(null);
  const tongue = speak(navigator.languages, chosen);
  const { language, say } = tongue;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  return (
    <SurroundingsContext value={{ tongue, network, token }}>
      <p className="offline" role="status">
        {connected ? '' : say('offline')}
      </p>
      {order ? (
        <Checkout order={order} receivedAt={receivedAt} retracted={retracted} refresh={feed.refresh} />
      ) : (
        <NoOrder problem={problem ?? 'unavailable'} />
      )}
      <footer className="foot">
        <p>{say('made_with')}</p>
        <button
          type="button"
          className="quiet"
          lang={language === 'en' ? 'de' : 'en'}
          onClick={() => choose(language === 'en' ? 'de' : 'en')}
        >
          {say('other_language')}
        </button>
      </footer>
    </SurroundingsContext>
  );
}
