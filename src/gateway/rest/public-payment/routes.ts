/** By which a buyer pays from a wallet: composed and sent here, signed there. */
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../../graphql/context.js';
import { readPublicOrder } from '../../public-order.js';
import { readQuery } from '../query.js';
import { refuseOtherPayer, viewPayers } from './accounts.js';
import { buildPayment } from './building.js';
import { devWalletRoutes } from './dev-wallet.js';
import { dueOfOrder, type Due } from './due.js';
import { withLatest } from './node.js';
import { readAccounts, readPayer, readSigned } from './requests.js';
import { submitPayment } from './submission.js';
import { ORDER_WALLET } from '../operations/buyers.js';
import type { WalletOperations } from '../operations/wallet.js';

export interface PublicPaymentOptions {
  readonly context: Pick<GatewayContext, 'till' | 'network' | 'views' | 'chainView'>;
  /** Whether this is a dev chain that only this machine reaches. */
  readonly dev: boolean;
}

/** What of a request says what the buyer came by. */
interface Came {
  readonly params: unknown;
  readonly query: unknown;
}

/** Of a registered order, whose token is the key. */
export function publicPaymentRoutes(app: FastifyInstance, { context, dev }: PublicPaymentOptions): void {
  walletRoutes(app, '/v1/public/orders/:token', ORDER_WALLET, context, async ({ params, query }) => {
    readQuery(query, []);
    const { token } = params as { readonly token: string };
    return dueOfOrder(context, await readPublicOrder(context.till, token));
  });
  if (dev) devWalletRoutes(app, context);
}

/** @param find reads what the buyer came by, and throws for what leads nowhere */
export function walletRoutes(
  app: FastifyInstance,
  path: string,
  operations: WalletOperations,
  context: PublicPaymentOptions['context'],
  find: (request: Came) => Promise<Due>,
): void {
  const { till, chainView } = context;

  app.post(`${path}/accounts`, operations.accounts, async (request) => {
    const due = await find(request);
    const accounts = readAccounts(request.body);
    return withLatest(chainView, async (view) => ({
      accounts: await viewPayers(view, due, accounts, context),
    }));
  });

  app.post(`${path}/extrinsic`, operations.build, async (request) => {
    const due = await find(request);
    const payer = readPayer(request.body);
    await refuseOtherPayer(till, due, payer);
    return withLatest(chainView, (view) => buildPayment(view, due, payer, context));
  });

  app.post(`${path}/extrinsic/submit`, operations.submit, async (request) => {
    const due = await find(request);
    const signed = readSigned(request.body);
    return withLatest(chainView, async (view) => ({
      extrinsicHash: await submitPayment(till, view, due, signed),
    }));
  });
}
