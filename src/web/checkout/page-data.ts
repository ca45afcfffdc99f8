import type { PageData } from './order.js';

/** What the gateway wrote into the page, and whose page it is: `/pay/{token}`. */
export function readPage(root: HTMLElement): { readonly data: PageData; readonly token: string } {
  return {
    data: JSON.parse(root.dataset['page'] ?? '') as PageData,
    token: decodeURIComponent(location.pathname.split('/').pop() ?? ''),
  };
}
