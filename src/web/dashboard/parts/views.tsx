/** Which view an address leads to. */
import type { ReactNode } from 'react';
import { CompaniesPage } from '../companies/CompaniesPage.js';
import { CompanyPage } from '../company/CompanyPage.js';
import { InboxPage } from '../inbox/InboxPage.js';
import { OrderPage } from '../order/OrderPage.js';
import { OrdersPage } from '../orders/OrdersPage.js';
import { OverviewPage } from '../overview/OverviewPage.js';
import type { Route } from '../route.js';
import { DeliveryPage } from '../webhooks/DeliveryPage.js';
import { WebhooksPage } from '../webhooks/WebhooksPage.js';
import type { IconName } from './icons.js';
import { Heading } from './Heading.js';
import { Empty } from './Shown.js';
import { useSay } from './tongue.js';

export const SECTIONS = [
  'overview',
  'orders',
  'inbox',
  'webhooks',
  'companies',
] as const satisfies IconName[];
export type Section = (typeof SECTIONS)[number];

/** The section that an address is in; null for none. */
export function sectionOf({ path: [first] }: Route): Section | null {
  return first === undefined ? 'overview' : (SECTIONS.find((section) => section === first) ?? null);
}

export function View({ route }: { readonly route: Route }): ReactNode {
  const [section, ...rest] = route.path;
  const [name, below] = rest;
  if (section === undefined) return <OverviewPage />;
  if (section === 'orders' && rest.length < 2) {
    return name === undefined ? <OrdersPage route={route} /> : <OrderPage key={name} orderId={name} />;
  }
  if (section === 'inbox' && name === undefined) return <InboxPage route={route} />;
  if (section === 'webhooks') {
    if (name === undefined) return <WebhooksPage route={route} />;
    if (name === 'deliveries' && below !== undefined) return <DeliveryPage key={below} id={below} />;
  }
  if (section === 'companies' && rest.length < 3) {
    return name === undefined ? (
      <CompaniesPage route={route} />
    ) : (
      <CompanyPage key={name} id={name} route={route} />
    );
  }
  return <Nowhere />;
}

function Nowhere(): ReactNode {
  const say = useSay();
  return (
    <>
      <Heading title={say('nowhere_title')} above={{ title: say('overview'), href: '#/' }} />
      <Empty title={say('nowhere_text')} />
    </>
  );
}
