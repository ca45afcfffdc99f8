import type { ReactNode } from 'react';
import type { PublicOrder } from '../order.js';
import type { Stage } from '../stage.js';
import type { TextKey } from '../texts/en.js';
import { useAmounts, useSurroundings } from './context.js';

/** The sums of an order that is not simply paid or unpaid, and how deep its payment lies. */
export function Figures({ order, stage }: { readonly order: PublicOrder; readonly stage: Stage }): ReactNode {
  const { say, locale } = useSurroundings().tongue;
  const write = useAmounts();
  const sums = SUMS[stage] ?? [];
  const { confirmations } = order;
  const counted = (stage === 'seen' || stage === 'seenPart') && confirmations !== null;
  if (sums.length === 0 && !counted) return null;
  return (
    <dl className="figures">
      {sums.map(([key, of]) => (
        <div key={key}>
          <dt>{say(key)}</dt>
          <dd>{write(order[of].value, order)}</dd>
        </div>
      ))}
      {counted && (
        <div>
          <dt>{say('confirmations')}</dt>
          <dd>{new Intl.NumberFormat(locale).format(confirmations)}</dd>
        </div>
      )}
    </dl>
  );
}

type Sum = 'received' | 'missing' | 'excess' | 'detected';

const SUMS: Readonly<Partial<Record<Stage, readonly (readonly [TextKey, Sum])[]>>> = {
  seenPart: [['in_sight', 'detected']],
  seen: [['in_sight', 'detected']],
  underpaid: [
    ['received', 'received'],
    ['missing', 'missing'],
  ],
  overpaid: [
    ['received', 'received'],
    ['excess', 'excess'],
  ],
  arrivedOver: [
    ['received', 'received'],
    ['excess', 'excess'],
  ],
  expiredPart: [
    ['received', 'received'],
    ['missing', 'missing'],
  ],
};
