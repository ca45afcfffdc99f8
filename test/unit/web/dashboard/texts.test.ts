import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { companies } from '../../../../src/web/dashboard/texts/companies.js';
import { events, EVENT_TYPES } from '../../../../src/web/dashboard/texts/events.js';
import { failures } from '../../../../src/web/dashboard/texts/failures.js';
import { inbox } from '../../../../src/web/dashboard/texts/inbox.js';
import { order } from '../../../../src/web/dashboard/texts/order.js';
import { orders } from '../../../../src/web/dashboard/texts/orders.js';
import { overview } from '../../../../src/web/dashboard/texts/overview.js';
import { payment } from '../../../../src/web/dashboard/texts/payment.js';
import { shell } from '../../../../src/web/dashboard/texts/shell.js';
import { de, en, type TextKey } from '../../../../src/web/dashboard/texts/texts.js';
import { webhooks } from '../../../../src/web/dashboard/texts/webhooks.js';

const PARTS = [companies, events, failures, inbox, order, orders, overview, payment, shell, webhooks];
const blanksOf = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();

it.each(Object.keys(en) as TextKey[])('says %s in both languages with the same blanks', (key) => {
  expect(de[key].trim()).not.toBe('');
  expect(blanksOf(de[key])).toEqual(blanksOf(en[key]));
});

it('has each text once, and no others in German', () => {
  const keys = PARTS.flatMap((part) => Object.keys(part.en)).sort();
  expect(keys).toEqual([...new Set(keys)]);
  expect(PARTS.flatMap((part) => Object.keys(part.de)).sort()).toEqual(keys);
  expect(Object.keys(en).sort()).toEqual(keys);
});

it('says nothing that no part of the page says', () => {
  const folder = join(__dirname, '../../../../src/web');
  // With what all pages share.
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?:[^/]+|dashboard\/(?!texts\/).+)\.tsx?$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  // `status_${status}` and the like stand for all that begin so.
  const begun = [...sources.matchAll(/`([a-z_]+_)\$\{/g)].map(([, start = '']) => start);
  const unsaid = Object.keys(en).filter(
    (key) => !sources.includes(`'${key}'`) && !begun.some((start) => key.startsWith(start)),
  );
  expect(unsaid).toEqual([]);
});

it('has words for every type of event', async () => {
  const { EVENTS } = await import('../../../../src/domain/events/catalog.js');
  expect([...EVENT_TYPES].sort()).toEqual(Object.keys(EVENTS).sort());
});
