/** A wallet with the dev chain's accounts, for a first try without one; on a dev chain that only this machine reaches. */
import type { FastifyInstance } from 'fastify';
import type { ChainView } from '../../../chain/chain-view.js';
import { DEV_ACCOUNTS } from '../../../chain/dev/accounts.js';
import { readPayment } from '../../../chain/payment/call.js';
import { signAsDevAccount } from '../../../chain/payment/dev-wallet.js';
import { formatAccount } from '../../../domain/account.js';
import { badField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { NetworkProfile } from '../../../domain/network.js';
import { readQuery } from '../query.js';
import { withLatest } from './node.js';
import { readSigning, refuseOtherRuntime } from './requests.js';
import { LIST_DEV_ACCOUNTS, SIGN_AS_DEV_ACCOUNT } from '../operations/dev-chain.js';

export interface DevWalletOptions {
  readonly network: NetworkProfile;
  readonly chainView: () => Promise<ChainView>;
}

export function devWalletRoutes(app: FastifyInstance, { network, chainView }: DevWalletOptions): void {
  app.get('/v1/public/dev-wallet', { exposeHeadRoute: false, ...LIST_DEV_ACCOUNTS }, ({ query }) => {
    readQuery(query, []);
    const accounts = DEV_ACCOUNTS.map(({ name, publicKey }) => ({
      name,
      address: formatAccount(publicKey, network.ss58Prefix),
    }));
    return Promise.resolve({ accounts });
  });

  app.post('/v1/public/dev-wallet/sign', SIGN_AS_DEV_ACCOUNT, async ({ query, body }) => {
    readQuery(query, []);
    const { account, payload } = readSigning(body);
    return withLatest(chainView, ({ metadata }) => {
      refuseOtherRuntime(payload, metadata);
      if (readPayment(metadata, payload.method) === null) {
        throw new ChaintillError('NOT_A_PAYMENT', 'the dev wallet signs payments of orders and nothing else');
      }
      const signature = signAsDevAccount(metadata, account, payload);
      if (signature === null) throw badField('account', 'write one of the accounts of this wallet');
      return Promise.resolve({ signature });
    });
  });
}
