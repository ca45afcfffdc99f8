import type { OrderReading } from '../store/till/order-reading.js';

/** What a buyer is shown of the company that an order names. */
export interface ShownCompany {
  /** `<registry>-<entity>` */
  readonly id: string;
  /** One line; null where its data says none that can be shown. */
  readonly name: string | null;
  /** Where its data says that the logo is, https; null for none. */
  readonly logoUrl: string | null;
}

type OfCompany = Pick<OrderReading, 'companyId' | 'companyVersion' | 'companyName' | 'companyLogo'>;

/** As it was when the order was registered: what anybody has registered since has no say in what the buyer reads. */
export function shownCompany(order: OfCompany): ShownCompany | null {
  const { companyId: id, companyName: name, companyLogo: logoUrl } = order;
  return id === null ? null : { id, name, logoUrl };
}

/** The same for the merchant, with the version whose settings the order has. */
export function orderCompany(order: OfCompany): (ShownCompany & { readonly versionId: string }) | null {
  const shown = shownCompany(order);
  return shown && order.companyVersion !== null ? { ...shown, versionId: order.companyVersion } : null;
}
