import type { ReactNode } from 'react';
import type { LinkFacts, PublicOrder } from '../order.js';
import { safeLink } from '../safe-link.js';
import { isPaid, wantsPayment, type Stage } from '../stage.js';
import { useSurroundings } from './context.js';

interface UnregisteredProps {
  readonly order: PublicOrder;
  readonly link: LinkFacts;
  readonly stage: Stage;
}

/**
 * What to know of a payment that nobody has registered: its link alone says where it goes, and where its buyer goes. So no
 * address of it is followed by itself, and none is hidden behind words.
 */
export function Unregistered({ order, link, stage }: UnregisteredProps): ReactNode {
  const { say } = useSurroundings().tongue;
  if (isPaid(order)) {
    return (
      <section className="unregistered">
        <p>{say('unregistered_arrived')}</p>
        <Onward address={link.callback} words="onward" className="primary" />
        <p className="hint">{say('onward_hint')}</p>
      </section>
    );
  }
  if (!wantsPayment(stage)) return null;
  return (
    <section className="unregistered warned">
      <h3>{say('unregistered_title')}</h3>
      <p>{say('unregistered_text')}</p>
      <dl>
        <dt>{say('unregistered_payee')}</dt>
        <dd>
          <code>{order.payee}</code>
        </dd>
        <dt>{say('unregistered_next')}</dt>
        <dd>{hostOf(link.callback)}</dd>
      </dl>
      {link.failure !== null && <Onward address={link.failure} words="onward_unpaid" className="plain" />}
    </section>
  );
}

interface OnwardProps {
  readonly address: string;
  readonly words: 'onward' | 'onward_unpaid';
  readonly className: string;
}

function Onward({ address, words, className }: OnwardProps): ReactNode {
  const { say } = useSurroundings().tongue;
  const href = safeLink(address);
  if (href === null) return null;
  return (
    <a className={className} href={href} rel="noreferrer">
      {say(words, { host: hostOf(href) })}
    </a>
  );
}

/** As browsers write it: letters that look like others come out in their encoding. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
