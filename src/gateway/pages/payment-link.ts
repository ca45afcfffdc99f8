/** The page that a payment link in Liberland's form leads to: `GET /home/wallet/gateway/{orderId}`. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import { LINK_FIELDS, missingIn, readLinkTexts, type LinkTexts } from '../../domain/payment-link/texts.js';
import { readPaymentLink } from '../payment-link/reading.js';
import { findStanding, type LinkContext } from '../payment-link/standing.js';
import { viewLink } from '../payment-link/view.js';
import { statusOf } from '../rest/failure.js';
import { isTooOften, networkFacts, WITHOUT_SCRIPTS } from './checkout.js';
import type { SendPage } from './pages.js';

export interface PaymentLinkPageOptions {
  readonly context: LinkContext;
  readonly sendPage: SendPage;
  /** Whether the gateway signs as the accounts of a dev chain. */
  readonly dev: boolean;
  readonly log: Logger;
}

/** What the page begins with; src/web/checkout/order.ts reads it. */
interface PageData {
  readonly order: object | null;
  readonly problem: 'unavailable' | 'refused' | null;
  readonly refusal: Refusal | null;
  /** The link's fields, as `GET /v1/public/links` takes them. */
  readonly link: string;
}

type Found = PageData & { readonly status: number };

interface Refusal {
  readonly code: string;
  /** In the words of the API. */
  readonly message: string;
  /** The field that is wrong, or all that are missing. */
  readonly fields: readonly string[];
}

export function paymentLinkPage(
  app: FastifyInstance,
  { context, sendPage, dev, log }: PaymentLinkPageOptions,
): void {
  const network = { ...networkFacts(context.network), devWallet: dev };

  function show(reply: FastifyReply, { status, ...found }: Found): FastifyReply {
    const data = { ...found, network };
    return sendPage(reply, status, {
      page: 'checkout',
      title: 'Payment',
      data,
      withoutScripts: WITHOUT_SCRIPTS,
    });
  }

  app.get<{ Params: { readonly orderId: string } }>(
    '/home/wallet/gateway/:orderId',
    {
      exposeHeadRoute: false,
      errorHandler(error, { params, url }, reply) {
        if (!isTooOften(error)) throw error;
        const link = write(readLinkTexts(params.orderId, queryOf(url)));
        void show(reply, { status: 429, order: null, problem: 'unavailable', refusal: null, link });
      },
    },
    async ({ params, url, id }, reply) => show(reply, await find(params.orderId, url, id)),
  );

  async function find(orderId: string, url: string, requestId: string): Promise<Found> {
    let texts: LinkTexts = {};
    try {
      texts = readLinkTexts(orderId, queryOf(url));
      const link = await readPaymentLink(context, texts);
      const order = await viewLink(context, link, await findStanding(context, link));
      return { status: 200, order, problem: null, refusal: null, link: write(texts) };
    } catch (error) {
      if (!(error instanceof ChaintillError)) throw error;
      const { code, message, field } = error;
      const status = statusOf(code);
      const nothing = { status, order: null, link: write(texts) };
      if (status === 503) {
        log.warn({ err: error, requestId }, 'the page of a payment link cannot read what became of it');
        return { ...nothing, problem: 'unavailable', refusal: null };
      }
      const fields = code === 'LINK_INCOMPLETE' ? missingIn(texts) : field === null ? [] : [field];
      return { ...nothing, problem: 'refused', refusal: { code, message, fields } };
    }
  }
}

/** Decoded once, as a browser does it: `+` is a blank, and what is no escape stays. */
function queryOf(url: string): URLSearchParams {
  const mark = url.indexOf('?');
  return new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
}

function write(texts: LinkTexts): string {
  const fields = LINK_FIELDS.flatMap((field): [string, string][] => {
    const text = texts[field];
    return text === undefined ? [] : [[field, text]];
  });
  return new URLSearchParams(fields).toString();
}
