/**
 * The page that a buyer comes back to, without a server behind it: it believes the gateway's signature alone, and holds no
 * key. Goods are sent by a webhook (http.ts), never by a page: a browser may never come back.
 */
import { checkout, ReturnError, type GatewayKeys, type ReturnedStatus } from 'chaintill/client';

const WORDS: Readonly<Record<ReturnedStatus, string>> = {
  settled: 'is paid. Thank you!',
  open: 'is not paid yet.',
  expired: 'was not paid in time.',
  canceled: 'was canceled.',
  invalid: 'cannot be paid.',
};

async function told(): Promise<string> {
  const { gateway = '', merchant: merchantId = '' } = document.body.dataset;
  const response = await fetch(`${gateway}/.well-known/chaintill-keys.json`);
  if (!response.ok) throw new Error(`the gateway answers ${response.status}`);
  const keys = (await response.json()) as GatewayKeys;
  const { orderId, status } = await checkout.verifyReturn(location.href, { keys, merchantId });
  return `Order ${orderId} ${WORDS[status]}`;
}

function refused(error: unknown): string {
  console.warn(error instanceof ReturnError ? `${error.code}: ${error.message}` : error);
  return 'We are checking your order, and write to you.';
}

const heading = document.querySelector('h1');
if (heading) heading.textContent = await told().catch(refused);
