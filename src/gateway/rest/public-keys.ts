/** What webhooks of this gateway are checked with, for anybody. */
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../graphql/context.js';

export interface PublicKeyOptions {
  readonly context: Pick<GatewayContext, 'webhookSecrets'>;
}

const FOR_AN_HOUR = 'public, max-age=3600';

export function publicKeyRoutes(app: FastifyInstance, { context }: PublicKeyOptions): void {
  app.get('/.well-known/chaintill-keys.json', async (_request, reply) => {
    const { ed25519, rsa } = await context.webhookSecrets.keys();
    return reply.header('cache-control', FOR_AN_HOUR).send({
      keys: [
        { ...ed25519.jwk, use: 'sig', alg: 'EdDSA' },
        { ...rsa.jwk, use: 'sig', alg: 'RS256' },
      ],
      ed25519: { whpk: ed25519.whpk, pem: ed25519.pem },
      rsa: { pem: rsa.pem },
    });
  });

  app.get('/.well-known/chaintill-rsa.pem', async (_request, reply) => {
    const { rsa } = await context.webhookSecrets.keys();
    return reply.header('cache-control', FOR_AN_HOUR).type('application/x-pem-file').send(rsa.pem);
  });
}
