import type { ReactNode } from 'react';
import type { Product } from '../page-data.js';
import { usePrices, useSurroundings } from './context.js';
import { Picture } from './Picture.js';

interface ProductCardProps {
  readonly product: Product;
  readonly buying: boolean;
  readonly disabled: boolean;
  readonly onBuy: () => void;
}

export function ProductCard({ product, buying, disabled, onBuy }: ProductCardProps): ReactNode {
  const { say, language } = useSurroundings().tongue;
  const write = usePrices();
  const name = product.name[language];
  return (
    <li className="product">
      <Picture of={product.id} />
      <div className="words">
        <h2>{name}</h2>
        <p>{product.about[language]}</p>
        <p className="price">{write(product.price)}</p>
        <button
          type="button"
          className="primary"
          disabled={disabled}
          aria-label={say('purchase_what', { name })}
          onClick={onBuy}
        >
          {say(buying ? 'purchasing' : 'purchase')}
        </button>
      </div>
    </li>
  );
}
