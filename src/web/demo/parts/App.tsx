import { useEffect, useState, type ReactNode } from 'react';
import { speakFrom, type Language } from '../../language.js';
import type { PageData } from '../page-data.js';
import { de } from '../texts/de.js';
import { en } from '../texts/en.js';
import { SurroundingsContext } from './context.js';
import { Shop } from './Shop.js';
import { Thanks } from './Thanks.js';
import { WebhookLog } from './WebhookLog.js';

export function App({ data }: { readonly data: PageData }): ReactNode {
  const [chosen, choose] = useState<Language | null>(null);
  const tongue = speakFrom({ en, de }, navigator.languages, chosen);
  const { language, say } = tongue;
  const { currency, products } = data;
  const other = language === 'en' ? 'de' : 'en';
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  return (
    <SurroundingsContext value={{ tongue, currency }}>
      <header className="head">
        <a className="brand" href="/demo">
          {say('shop_name')}
        </a>
        <button type="button" className="quiet" lang={other} onClick={() => choose(other)}>
          {say('other_language')}
        </button>
      </header>
      <div className="room">
        <main>
          {data.view === 'shop' ? <Shop products={products} /> : <Thanks visit={data} products={products} />}
        </main>
        <WebhookLog own={data.view === 'thanks' ? (data.purchase?.orderId ?? null) : null} />
      </div>
      <footer className="foot">{say('foot')}</footer>
    </SurroundingsContext>
  );
}
