import { z } from 'zod';
import { pushAnswer, pushRequest } from '../answers/gateway.js';
import { described } from '../openapi/operation.js';

const push = {
  tag: 'Channels',
  scope: 'orders:write',
  orBy: 'x-api-key',
  answers: { 200: { means: 'It is sent.', schema: pushAnswer } },
  errors: ['CHANNEL_LIMIT'],
} as const;
const item = z
  .string()
  .meta({ description: 'The channel: 1 to 64 of `A-Z a-z 0-9 . _ : ~ -`', examples: ['kitchen'] });

export const PUSH = described({
  ...push,
  id: 'pushToChannel',
  summary: 'Send a message to a channel',
  description: 'At most 200 a minute of one key.',
  params: { item },
  query: { data: z.string().optional().describe('The message, where it is not in the body') },
  body: { schema: pushRequest, optional: true },
});

export const PUSH_BY_ADDRESS = described({
  ...push,
  id: 'pushToChannelByGet',
  summary: 'Send a message to a channel, for clients that can only read',
  params: { item, text: z.string().meta({ description: 'The message', examples: ['ready'] }) },
});
