import { useEffect, useState, type ReactNode } from 'react';
import { buy } from '../api.js';
import type { Product } from '../page-data.js';
import { useSurroundings } from './context.js';
import { ProductCard } from './ProductCard.js';

export function Shop({ products }: { readonly products: readonly Product[] }): ReactNode {
  const { say, language } = useSurroundings().tongue;
  const [buying, setBuying] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    document.title = say('shop_title');
  });
  useEffect(() => {
    // A page that the browser kept, and shows again when its reader comes back from paying.
    const again = (): void => setBuying(null);
    window.addEventListener('pageshow', again);
    return () => window.removeEventListener('pageshow', again);
  }, []);

  async function purchase({ id }: Product): Promise<void> {
    setBuying(id);
    setFailed(false);
    try {
      location.assign(await buy(id, language));
    } catch {
      setFailed(true); // whatever it was, nothing was bought
      setBuying(null);
    }
  }

  return (
    <>
      <div className="welcome">
        <h1>{say('shop_heading')}</h1>
        <p>{say('shop_text')}</p>
      </div>
      <ul className="products">
        {products.map((product) => (
          <ProductCard
            key={product.id}
            product={product}
            buying={buying === product.id}
            disabled={buying !== null}
            onBuy={() => void purchase(product)}
          />
        ))}
      </ul>
      <p className="trouble near" role="alert">
        {failed ? say('buy_failed') : ''}
      </p>
      <section className="how" aria-labelledby="how">
        <h2 id="how">{say('how_title')}</h2>
        <ol>
          <li>{say('how_order')}</li>
          <li>{say('how_pay')}</li>
          <li>{say('how_webhook')}</li>
        </ol>
      </section>
    </>
  );
}
