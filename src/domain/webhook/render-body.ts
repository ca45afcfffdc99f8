import { ChaintillError } from '../errors.js';
import type { EventContent } from '../events/catalog.js';
import { TEST_TYPE, type Dialect } from './dialect.js';
import { confirmedBody, detectedBody, expiredBody, failedBody } from './gateway-body.js';
import { liberlandBody } from './liberland-body.js';

/**
 * What is sent of an event, made from its stored body alone: a retry says the same, to the byte.
 * @param bodyText as it is stored in the log
 * @throws {ChaintillError} `NOT_IN_DIALECT` for a type that `sendsOf` says no to
 */
export function renderBody(dialect: Dialect, bodyText: string): string {
  if (dialect === 'standard') return bodyText;
  const content = JSON.parse(bodyText) as EventContent;
  switch (content.type) {
    case TEST_TYPE:
      return bodyText;
    case 'order.settled':
      return dialect === 'liberland' ? liberlandBody(content.data) : confirmedBody(content.data);
    case 'order.payment.detected':
      if (dialect === 'gateway') return detectedBody(content.data);
      break;
    case 'order.payment.failed':
      if (dialect === 'gateway') return failedBody(content.data);
      break;
    case 'order.expired':
      if (dialect === 'gateway') return expiredBody(content.data);
      break;
  }
  throw new ChaintillError('NOT_IN_DIALECT', `dialect ${dialect} has no word for ${content.type}`);
}
