import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { askPurchase } from '../api.js';
import { useBeat } from '../beat.js';
import type { Product, PurchaseStatus, Visit } from '../page-data.js';
import { useSurroundings } from './context.js';
import { Picture } from './Picture.js';

interface ThanksProps {
  readonly visit: Visit;
  readonly products: readonly Product[];
}

const ASK_MS = 2_000;

export function Thanks({ visit, products }: ThanksProps): ReactNode {
  const { say, language } = useSurroundings().tongue;
  const [purchase, setPurchase] = useState(visit.purchase);
  const [connected, setConnected] = useState(true);
  const orderId = purchase?.orderId;
  const ask = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      if (orderId === undefined) return;
      try {
        const now = await askPurchase(orderId);
        if (signal.aborted) return;
        setPurchase(now);
        setConnected(true);
      } catch {
        if (!signal.aborted) setConnected(false); // it is asked again
      }
    },
    [orderId],
  );
  const status: PurchaseStatus | 'none' = purchase?.status ?? 'none';
  useBeat(status === 'awaiting' || status === 'seen' ? ask : null, ASK_MS);
  useEffect(() => {
    document.title = say(`${status}_title`);
  });
  const product = products.find(({ id }) => id === purchase?.productId);

  return (
    <section className={`thanks ${status}`}>
      {product && <Picture of={product.id} />}
      <div className="words">
        <div role="status">
          <h1>{say(`${status}_title`)}</h1>
          <p>{say(`${status}_text`, { name: product?.name[language] ?? '' })}</p>
          {!connected && <p className="trouble">{say('offline')}</p>}
        </div>
        {(status === 'awaiting' || status === 'seen') && <div className="wait" aria-hidden="true" />}
        {purchase !== null && (
          <dl>
            <dt>{say('order')}</dt>
            <dd>
              <code>{purchase.orderId}</code>
            </dd>
            {visit.way && (
              <>
                <dt>{say('way')}</dt>
                <dd className={visit.way.trouble === null ? 'good' : 'bad'}>
                  {visit.way.trouble === null
                    ? say('way_signed')
                    : say('way_bad', { code: visit.way.trouble })}
                </dd>
              </>
            )}
          </dl>
        )}
        {purchase?.status === 'awaiting' && (
          <a className="primary" href={purchase.payUrl}>
            {say('to_payment')}
          </a>
        )}
        <a className="secondary" href="/demo">
          {say('to_shop')}
        </a>
      </div>
    </section>
  );
}
