/** Payment links as a test writes them, and what the gateway answers to them. */
import { ALICE } from './accounts.js';
import { HOOK, type LiteralAnswer, send, STRANGER, type LiberlandTill } from './liberland.js';

export const CALLBACK = 'https://shop.example/thanks?order=557';
export const FAILURE = 'https://shop.example/cart';

export type LinkValues = Readonly<Record<string, string | null>>;

/** A link over 4 LLD to Alice, or to whom it says; null takes a field out. */
export function linkFields(more: LinkValues = {}): URLSearchParams {
  const fields: LinkValues = { price: '4', toId: ALICE, callback: CALLBACK, hook: HOOK, ...more };
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, value]],
    ),
  );
}

export const pagePath = (more: LinkValues = {}, orderId = '557'): string =>
  `/home/wallet/gateway/${orderId}?${linkFields(more).toString()}`;

/** To nobody who is known here. */
export const STRANGERS = { toId: STRANGER };

/** What the gateway wrote into a page for its script. */
export interface WrittenPage {
  readonly order: Readonly<Record<string, unknown>> | null;
  readonly problem: string | null;
  readonly refusal: { readonly code: string; readonly message: string; readonly fields: string[] } | null;
  readonly link: string;
}

export interface AnsweredPage {
  readonly status: number;
  readonly page: WrittenPage;
  readonly html: string;
}

export async function openLink(at: LiberlandTill, path: string): Promise<AnsweredPage> {
  const { status, text: html } = await send(at.gateway, path);
  const data = /data-page="([^"]*)"/.exec(html)?.[1] ?? 'null';
  const json = data.replace(/&(quot|lt|gt|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
  return { status, page: JSON.parse(json) as WrittenPage, html };
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', lt: '<', gt: '>', '#39': "'", amp: '&' };

/** The same question to the API. */
export const askLink = (at: LiberlandTill, more: LinkValues = {}): Promise<LiteralAnswer> =>
  send(at.gateway, `/v1/public/links?${linkFields({ orderId: '557', ...more }).toString()}`);
