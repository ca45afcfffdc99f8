/** All that the page says, in every language. */
import { companies } from './companies.js';
import { events } from './events.js';
import { failures } from './failures.js';
import { inbox } from './inbox.js';
import { order } from './order.js';
import { orders } from './orders.js';
import { overview } from './overview.js';
import { payment } from './payment.js';
import { shell } from './shell.js';
import { webhooks } from './webhooks.js';

/** `{name}` is filled in. */
export const en = {
  ...shell.en,
  ...failures.en,
  ...overview.en,
  ...orders.en,
  ...order.en,
  ...payment.en,
  ...events.en,
  ...inbox.en,
  ...webhooks.en,
  ...companies.en,
} as const;

export type TextKey = keyof typeof en;

export const de: Readonly<Record<TextKey, string>> = {
  ...shell.de,
  ...failures.de,
  ...overview.de,
  ...orders.de,
  ...order.de,
  ...payment.de,
  ...events.de,
  ...inbox.de,
  ...webhooks.de,
  ...companies.de,
};
