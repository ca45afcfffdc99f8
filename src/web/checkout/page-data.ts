import type { PageData } from './order.js';
import { fromLink, fromToken, type OrderSource } from './source.js';

/** What the gateway wrote into the page, and whose page it is: `/pay/{token}`, or that of a payment link. */
export function readPage(root: HTMLElement): { readonly data: PageData; readonly source: OrderSource } {
  const data = JSON.parse(root.dataset['page'] ?? '') as PageData;
  const token = decodeURIComponent(location.pathname.split('/').pop() ?? '');
  return { data, source: data.link === undefined ? fromToken(token) : fromLink(data.link) };
}
