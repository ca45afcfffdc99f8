import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { CopyBlock } from '../parts/CopyBlock.js';
import { Facts, type Fact } from '../parts/Facts.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import type { OrderView } from './documents.js';

const BASIS_POINTS_OF_A_PERCENT = 100;

export function OrderTerms({ order }: { readonly order: OrderView }): ReactNode {
  const say = useSay();
  const { amount, count, moments } = useWriting();
  const { window, late, toleranceBp } = order;
  const tolerance =
    toleranceBp === 0
      ? null
      : say('tolerance_value', {
          percent: count(toleranceBp / BASIS_POINTS_OF_A_PERCENT),
          minimum: amount(order.minimum),
        });
  const facts: readonly Fact[] = [
    [say('created'), moments.full(order.createdAt)],
    [say('payee'), <Account key="payee" address={order.payee} />],
    [say('owner'), order.account === order.payee ? null : <Account key="owner" address={order.account} />],
    [say('payer'), order.payer && <Account key="payer" address={order.payer} />],
    [say('remark'), order.remark && <code>{order.remark.text}</code>],
    [say('window'), say('window_value', { from: count(window.from), to: count(window.to) })],
    [
      say('late'),
      late.policy === 'HOLD' ? say('late_HOLD') : say('late_ACCEPT', { blocks: count(late.blocks) }),
    ],
    [say('tolerance'), tolerance],
    [say('settled_height'), order.settledHeight === null ? null : count(order.settledHeight)],
    [say('success_url'), order.successUrl && <code>{order.successUrl}</code>],
    [say('failure_url'), order.failureUrl && <code>{order.failureUrl}</code>],
    [say('webhook_url'), order.webhookUrl && <code>{order.webhookUrl}</code>],
    [
      say('buyers_page'),
      <a key="page" href={`/pay/${order.publicToken}`} target="_blank" rel="noreferrer noopener">
        {say('buyers_page_open')}
      </a>,
    ],
  ];
  return (
    <section className="card" aria-labelledby="terms">
      <h2 id="terms">{say('terms')}</h2>
      <Facts of={facts} />
      {order.metadata !== null && order.metadata !== undefined && (
        <CopyBlock label={say('metadata')} text={JSON.stringify(order.metadata, null, 2)} />
      )}
    </section>
  );
}
