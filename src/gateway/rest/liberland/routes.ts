/** The routes of Liberland's middleware, for shops that were written for it. Nobody needs a key for them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { badField } from '../../../domain/bad-field.js';
import type { ChaintillError } from '../../../domain/errors.js';
import type { GatewayContext } from '../../graphql/context.js';
import { checkHealth } from '../../health.js';
import { acceptPurchase } from './creation.js';
import { answerLiberlandFailure } from './failure.js';
import { fieldsOf, readPurchase } from './fields.js';
import { UNPAID, verifyPurchase, type Verification } from './verification.js';
import {
  CHECK_HEALTH,
  CREATE_PURCHASE,
  VERIFY_POSTED_PURCHASE,
  VERIFY_PURCHASE,
} from '../operations/liberland.js';

export interface LiberlandRouteOptions {
  readonly context: Pick<GatewayContext, 'chain' | 'till' | 'reads' | 'network' | 'heads'>;
  /** Why schema `till` cannot be used; null while it can. */
  readonly tillRefusal: () => ChaintillError | null;
  readonly log: Logger;
}

const VERIFY = '/v1/verify-purchase';

/** In a scope of their own: their failures are written otherwise, and they take forms besides JSON. */
export function liberlandRoutes(
  app: FastifyInstance,
  { context, tillRefusal, log }: LiberlandRouteOptions,
): void {
  void app.register((scope, _options, done) => {
    scope.setErrorHandler(answerLiberlandFailure(log));
    acceptForms(scope);
    scope.get(VERIFY, VERIFY_PURCHASE, verify);
    scope.post(VERIFY, VERIFY_POSTED_PURCHASE, verify);
    scope.post('/v1/create-purchase', CREATE_PURCHASE, async ({ query, body }, reply) => {
      await acceptPurchase(context, fieldsOf(query, body));
      return reply.code(201).send();
    });
    scope.get('/v1/healthcheck', CHECK_HEALTH, answerHealth);
    done();
  });

  async function verify({ query, body }: FastifyRequest): Promise<Verification> {
    const purchase = readPurchase(fieldsOf(query, body));
    return purchase === null ? UNPAID : verifyPurchase(context, purchase);
  }

  async function answerHealth(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { status } = await checkHealth({ ...context, indexerUrl: null, tillRefusal });
    return status === 'unavailable'
      ? reply.code(500).send({ status: 'ERROR' })
      : reply.code(200).send({ status: 'OK' });
  }
}

function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      const fields = [...new URLSearchParams(String(body))];
      if (new Set(fields.map(([name]) => name)).size < fields.length) {
        done(badField('body', 'the same field stands twice: write it once'));
      } else {
        done(null, Object.fromEntries(fields));
      }
    },
  );
}
