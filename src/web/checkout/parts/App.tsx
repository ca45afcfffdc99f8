import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Language } from '../../language.js';
import type { NetworkFacts, Refusal } from '../order.js';
import type { OrderFeed } from '../order-feed.js';
import type { OrderSource } from '../source.js';
import { speak } from '../texts/language.js';
import { Checkout } from './Checkout.js';
import { SurroundingsContext } from './context.js';
import { NoOrder } from './NoOrder.js';
import { RefusedLink } from './RefusedLink.js';

interface AppProps {
  readonly feed: OrderFeed;
  readonly network: NetworkFacts;
  readonly source: OrderSource;
  /** Why the link that leads here cannot be used. */
  readonly refusal: Refusal | null;
}

export function App({ feed, network, source, refusal }: AppProps): ReactNode {
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
    <SurroundingsContext value={{ tongue, network, source }}>
      <p className="offline" role="status">
        {connected ? '' : say('offline')}
      </p>
      {order ? (
        <Checkout order={order} receivedAt={receivedAt} retracted={retracted} refresh={feed.refresh} />
      ) : refusal ? (
        <RefusedLink refusal={refusal} />
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
