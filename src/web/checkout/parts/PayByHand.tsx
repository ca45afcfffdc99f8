import type { ReactNode } from 'react';
import { plainAmount } from '../../amounts.js';
import type { PublicOrder } from '../order.js';
import { useSurroundings } from './context.js';
import { CopyField } from './CopyField.js';
import { QrCode } from './QrCode.js';

/** What to type, scan or paste into any wallet. */
export function PayByHand({ order }: { readonly order: PublicOrder }): ReactNode {
  const { say } = useSurroundings().tongue;
  const { remark, payee, symbol, decimals, missing } = order;
  const amount = (
    <CopyField
      label={say('amount')}
      text={plainAmount(missing.value, decimals)}
      hint={symbol === null ? say('amount_hint_plain') : say('amount_hint', { symbol })}
    />
  );
  if (remark === null) {
    return (
      <section className="by-hand">
        <h3>{say('pay_address')}</h3>
        <p>{say('pay_address_text')}</p>
        <QrCode text={payee} label={say('qr_address')} />
        <dl>
          <CopyField label={say('address')} text={payee} />
          {amount}
        </dl>
      </section>
    );
  }
  return (
    <section className="by-hand">
      <h3>{say('pay_remark')}</h3>
      <p>{say('pay_remark_text')}</p>
      <dl>
        <CopyField label={say('address')} text={payee} hint={say('address_hint')} />
        {amount}
        <CopyField label={say('remark')} text={remark.text} hint={say('remark_hint')} />
        {remark.liberlandId !== null && (
          <CopyField label={say('liberland_id')} text={remark.liberlandId} hint={say('liberland_hint')} />
        )}
      </dl>
      <details className="more">
        <summary>{say('no_remark_wallet')}</summary>
        <p>{say('no_remark_wallet_text')}</p>
      </details>
    </section>
  );
}
