/** What webhooks of this gateway, and its ways back to shops, are checked with, for anybody. */
import type { FastifyInstance } from 'fastify';
import { readInstance } from '../../store/till/instance.js';
import type { GatewayContext } from '../graphql/context.js';
import { READ_KEYS, READ_RSA_KEY } from './operations/gateway.js';

export interface PublicKeyOptions {
  readonly context: Pick<GatewayContext, 'till' | 'webhookSecrets'>;
}

const FOR_AN_HOUR = 'public, max-age=3600';

export function publicKeyRoutes(app: FastifyInstance, { context }: PublicKeyOptions): void {
  app.get('/.well-known/chaintill-keys.json', READ_KEYS, async (_request, reply) => {
    const { ed25519, rsa } = await context.webhookSecrets.keys();
    return reply.header('cache-control', FOR_AN_HOUR).send({
      instance: await readInstance(context.till),
      keys: [
        { ...ed25519.jwk, kid: ed25519.kid, use: 'sig', alg: 'EdDSA' },
        { ...rsa.jwk, kid: rsa.kid, use: 'sig', alg: 'RS256' },
      ],
      ed25519: { whpk: ed25519.whpk, pem: ed25519.pem },
      rsa: { pem: rsa.pem },
    });
  });

  app.get('/.well-known/chaintill-rsa.pem', READ_RSA_KEY, async (_request, reply) => {
    const { rsa } = await context.webhookSecrets.keys();
    return reply.header('cache-control', FOR_AN_HOUR).type('application/x-pem-file').send(rsa.pem);
  });
}
