import { z } from 'zod';
import { endpointRequestSchema } from '../../../domain/webhook/endpoint-request.js';
import { recoverySchema } from '../../webhooks/deliveries.js';
import {
  createdEndpointAnswer,
  deliveryAnswer,
  endpointAnswer,
  newSecretAnswer,
  recoveryAnswer,
} from '../answers/endpoint.js';
import { onBehalf, pageOf, pageParameters } from '../answers/page.js';
import { described } from '../openapi/operation.js';

const reads = { tag: 'Webhooks', scope: 'webhooks:read' } as const;
const writes = { tag: 'Webhooks', scope: 'webhooks:write', query: onBehalf } as const;
const ofEndpoint = { params: { id: z.guid() } };
const NOT_FOUND = ['ENDPOINT_NOT_FOUND', 'MERCHANT_NOT_FOUND'];
const SETTINGS = [
  'CIDR_INVALID',
  'UNKNOWN_EVENT_TYPE',
  'URL_ADDRESS',
  'URL_CREDENTIALS',
  'URL_FRAGMENT',
  'URL_INVALID',
  'URL_NOT_HTTPS',
  'URL_PORT',
  'URL_TOO_LONG',
];
const overlap = {
  schema: z.strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .nullish()
      .describe('For how long the secret before signs as well; a day if left out'),
  }),
  optional: true,
} as const;
const nothing = { schema: z.strictObject({}), optional: true } as const;

export const LIST_ENDPOINTS = described({
  ...reads,
  id: 'listEndpoints',
  summary: 'List endpoints',
  description: 'Those that the merchant made, and one for each host to which its orders have webhook URLs.',
  query: { ...pageParameters('newest'), ...onBehalf },
  answers: { 200: { means: 'A page of endpoints.', schema: pageOf('Endpoints', endpointAnswer) } },
  errors: ['MERCHANT_NOT_FOUND'],
});

export const READ_ENDPOINT = described({
  ...reads,
  ...ofEndpoint,
  id: 'getEndpoint',
  summary: 'Read an endpoint',
  query: onBehalf,
  answers: { 200: { means: 'The endpoint.', schema: endpointAnswer } },
  errors: NOT_FOUND,
});

export const CREATE_ENDPOINT = described({
  ...writes,
  id: 'createEndpoint',
  summary: 'Make an endpoint',
  description: 'A merchant has at most 20. The secret is in this answer and nowhere else.',
  body: {
    schema: endpointRequestSchema.meta({
      examples: [{ url: 'https://shop.example/hooks', types: ['order.settled'] }],
    }),
  },
  answers: { 201: { means: 'It is made.', schema: createdEndpointAnswer } },
  errors: [...SETTINGS, 'MERCHANT_NOT_FOUND', 'SECRET_KEY_MISSING', 'TOO_MANY_ENDPOINTS'],
});

export const UPDATE_ENDPOINT = described({
  ...writes,
  ...ofEndpoint,
  id: 'updateEndpoint',
  summary: 'Change an endpoint',
  description:
    'What is left out stays. Disabling drops what is pending; what was missed comes with `recover`. Enabling forgets failures.',
  body: { schema: endpointRequestSchema.meta({ examples: [{ enabled: true }] }) },
  answers: { 200: { means: 'The endpoint as it is now.', schema: endpointAnswer } },
  errors: [...NOT_FOUND, ...SETTINGS, 'ENDPOINT_OF_ORDERS'],
});

export const DELETE_ENDPOINT = described({
  ...writes,
  ...ofEndpoint,
  id: 'deleteEndpoint',
  summary: 'Delete an endpoint',
  description: 'Its secrets go with it, and what is pending is dropped.',
  answers: { 200: { means: 'The endpoint that was.', schema: endpointAnswer } },
  errors: [...NOT_FOUND, 'ENDPOINT_OF_ORDERS'],
});

export const ROTATE_SECRET = described({
  ...writes,
  ...ofEndpoint,
  id: 'rotateEndpointSecret',
  summary: 'Give an endpoint a new secret',
  body: overlap,
  answers: { 200: { means: 'The secret.', schema: newSecretAnswer } },
  errors: [...NOT_FOUND, 'ENDPOINT_OF_ORDERS', 'SECRET_KEY_MISSING', 'TOO_MANY_SECRETS'],
});

export const ROTATE_ORDER_SECRET = described({
  ...writes,
  id: 'rotateOrderWebhookSecret',
  summary: 'Make or change the secret of the webhook URLs of orders',
  description: 'One secret signs what is sent to the `webhookUrl` of any order of the merchant.',
  body: overlap,
  answers: { 200: { means: 'The secret.', schema: newSecretAnswer } },
  errors: ['MERCHANT_NOT_FOUND', 'SECRET_KEY_MISSING', 'TOO_MANY_SECRETS'],
});

export const TEST_ENDPOINT = described({
  ...writes,
  ...ofEndpoint,
  id: 'testEndpoint',
  summary: 'Send a test to an endpoint',
  description: 'An `endpoint.test`, whatever types it asks for.',
  body: nothing,
  answers: { 201: { means: 'It is on its way.', schema: deliveryAnswer } },
  errors: [...NOT_FOUND, 'ENDPOINT_DISABLED', 'ENDPOINT_OF_ORDERS'],
});

export const RECOVER_ENDPOINT = described({
  ...writes,
  ...ofEndpoint,
  id: 'recoverEndpoint',
  summary: 'Send an endpoint what it missed',
  description: 'Up to 10,000 events of the types that it gets. What is pending is left out.',
  body: { schema: recoverySchema.meta({ examples: [{ since: '2026-11-21T12:00:00Z' }] }) },
  answers: { 200: { means: 'How many were put out, and how to go on.', schema: recoveryAnswer } },
  errors: [
    ...NOT_FOUND,
    'CURSOR_BEYOND_END',
    'CURSOR_MALFORMED',
    'CURSOR_UNKNOWN_EPOCH',
    'ENDPOINT_DISABLED',
  ],
});
