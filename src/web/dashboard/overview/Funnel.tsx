import { useMemo, type ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { useTongue } from '../parts/tongue.js';
import type { CheckoutFunnel } from './documents.js';

const STEPS = ['viewed', 'wallet', 'signed', 'submitted', 'paid'] as const;
const ENDS = ['rejected', 'invalid', 'dropped'] as const;

/** How far buyers came on the checkout page: a bar for each step, whose length is its share of the first. */
export function Funnel({ of }: { readonly of: CheckoutFunnel }): ReactNode {
  const { say, locale } = useTongue();
  const { count } = useWriting();
  const percents = useMemo(
    () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
    [locale],
  );
  const ended = ENDS.filter((end) => of[end] > 0);
  return (
    <section className="card" aria-labelledby="funnel">
      <h3 id="funnel">{say('funnel')}</h3>
      <p className="under">{say('funnel_about')}</p>
      {of.viewed === 0 ? (
        <p className="none">{say('funnel_none')}</p>
      ) : (
        <ol className="funnel">
          {STEPS.map((step) => {
            const share = Math.min(1, of[step] / of.viewed);
            return (
              <li key={step}>
                <span>{say(`funnel_${step}`)}</span>
                <span className="track">
                  <span className="bar" style={{ width: `${100 * share}%` }} />
                </span>
                <strong>{count(of[step])}</strong>
                <span className="share">{percents.format(share)}</span>
              </li>
            );
          })}
        </ol>
      )}
      {ended.length > 0 && (
        <p className="under">
          {say('funnel_ended')}
          {': '}
          {ended.map((end) => say(`funnel_${end}`, { count: count(of[end]) })).join(' · ')}
        </p>
      )}
    </section>
  );
}
