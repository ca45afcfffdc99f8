/** By which a buyer pays an order from a wallet: composed and sent here, signed there. The order's token is the key. */
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../../graphql/context.js';
import { readPublicOrder } from '../../public-order.js';
import { readQuery } from '../query.js';
import { refuseOwnAccount, viewPayers } from './accounts.js';
import { buildPayment } from './building.js';
import { devWalletRoutes } from './dev-wallet.js';
import { withLatest } from './node.js';
import { readAccounts, readPayer, readSigned } from './requests.js';
import { submitPayment } from './submission.js';

export interface PublicPaymentOptions {
  readonly context: Pick<GatewayContext, 'till' | 'network' | 'views' | 'chainView'>;
  /** Whether this is a dev chain that only this machine reaches. */
  readonly dev: boolean;
}

interface OfToken {
  Params: { readonly token: string };
}

export function publicPaymentRoutes(app: FastifyInstance, { context, dev }: PublicPaymentOptions): void {
  const { till, chainView } = context;
  const path = '/v1/public/orders/:token';

  app.post<OfToken>(`${path}/accounts`, async ({ params, query, body }) => {
    readQuery(query, []);
    const order = await readPublicOrder(till, params.token);
    const accounts = readAccounts(body);
    return withLatest(chainView, async (view) => ({
      accounts: await viewPayers(view, order, accounts, context),
    }));
  });

  app.post<OfToken>(`${path}/extrinsic`, async ({ params, query, body }) => {
    readQuery(query, []);
    const order = await readPublicOrder(till, params.token);
    const payer = readPayer(body);
    await refuseOwnAccount(till, order, payer);
    return withLatest(chainView, (view) => buildPayment(view, order, payer, context));
  });

  app.post<OfToken>(`${path}/extrinsic/submit`, async ({ params, query, body }) => {
    readQuery(query, []);
    const order = await readPublicOrder(till, params.token);
    const signed = readSigned(body);
    return withLatest(chainView, async (view) => ({
      extrinsicHash: await submitPayment(till, view, order, signed, context),
    }));
  });

  if (dev) devWalletRoutes(app, context);
}
