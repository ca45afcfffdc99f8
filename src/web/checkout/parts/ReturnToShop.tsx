import { useEffect, useState, type ReactNode } from 'react';
import { safeLink } from '../safe-link.js';
import { useSurroundings } from './context.js';

interface ReturnToShopProps {
  /** The shop's own, with what the gateway says of the order. */
  readonly address: string;
  /** Whether the buyer was waiting here for it, and so goes without being asked again. */
  readonly byItself: boolean;
  readonly onLeave: () => void;
}

const PAUSE_S = 10;

export function ReturnToShop({ address, byItself, onLeave }: ReturnToShopProps): ReactNode {
  const { say, locale } = useSurroundings().tongue;
  const [left, setLeft] = useState(byItself ? PAUSE_S : null);
  const link = safeLink(address);
  useEffect(() => {
    if (left === null || link === null) return undefined;
    const timer = setTimeout(() => {
      if (left > 1) {
        setLeft(left - 1);
        return;
      }
      onLeave();
      location.assign(link);
    }, 1_000);
    return () => clearTimeout(timer);
  }, [left, link]);
  if (link === null) return null;
  return (
    <div className="return">
      <a className="primary" href={link} rel="noreferrer" onClick={onLeave}>
        {say('to_shop')}
      </a>
      {left !== null && (
        <p className="leaving">
          {say('leaving', { seconds: new Intl.NumberFormat(locale).format(left) })}{' '}
          <button
            type="button"
            className="quiet"
            onClick={() => {
              setLeft(null);
              onLeave();
            }}
          >
            {say('stay')}
          </button>
        </p>
      )}
    </div>
  );
}
