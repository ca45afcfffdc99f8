/** Limits how often sockets are opened, and subscriptions begun on them. */
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../auth/caller.js';
import { createRate } from '../sockets/rate.js';
import type { ClientOf } from './client-address.js';
import { rateOf, type RateLimits } from './rates.js';

/** @returns 0 where a socket may be opened now, or else after how many whole seconds it may */
export type TakeOpening = (request: IncomingMessage) => number;

/** With a key or without: it is not looked up before. */
export function limitOpenings({ perAddress }: RateLimits, clientOf: ClientOf): TakeOpening {
  if (perAddress === null) return () => 0;
  const rate = createRate({ perMinute: rateOf('open', perAddress) });
  return (request) => rate.take(clientOf(request));
}

/** @returns 0 where a subscription may begin now, or else after how many whole seconds it may */
export type TakeSubscription = (caller: Caller, request: IncomingMessage) => number;

/** By the key, or without one by the address of whoever opened the socket. */
export function limitSubscriptions({ perAddress, perKey }: RateLimits, clientOf: ClientOf): TakeSubscription {
  const byAddress = limitOpenings({ perAddress, perKey }, clientOf);
  const byKey = perKey === null ? null : createRate({ perMinute: perKey });
  return (caller, request) =>
    caller.kind === 'anonymous' ? byAddress(request) : (byKey?.take(caller.keyId) ?? 0);
}
