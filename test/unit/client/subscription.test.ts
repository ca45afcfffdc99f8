/** Following the log through answers that a gateway gives in bad times; a real one is in test/integration/client.test.ts. */
import type { ServerResponse } from 'node:http';
import { Gateway, type GatewayError, type SubscribeOptions } from '../../../src/client/index.js';
import { startReceiver, type Receiver } from '../../support/receiver.js';

const EPOCH = '00000000-0000-4000-8000-000000000000';
const at = (number: number): string => `${EPOCH}:${number}`;
const event = (number: number): object => ({
  id: `evt_${number}`,
  type: 'order.settled',
  cursor: at(number),
});
const page = (numbers: number[], next = numbers.at(-1) ?? 0): object => ({
  data: numbers.map(event),
  nextCursor: at(next),
  hasMore: false,
});

let server: Receiver;
let gateway: Gateway;
beforeEach(async () => {
  server = await startReceiver();
  gateway = new Gateway({ apiKey: 'sk_test', baseUrl: server.url });
});
afterEach(() => server.close());

/** Answers with these pages, or ends the connection; then waits for ever. */
function answerWith(...answers: readonly (object | number | 'cut')[]): void {
  server.answer = (response: ServerResponse) => {
    const answer = answers[server.received.length - 1];
    if (answer === 'cut') response.destroy();
    else if (typeof answer === 'number')
      response.writeHead(answer).end('{"error":{"code":"SAID","message":"said"}}');
    else if (answer) response.end(JSON.stringify(answer));
  };
}

const asked = (): (string | null)[] =>
  server.received.map(({ url }) => new URL(url, server.url).searchParams.get('after'));

/** The numbers of as many events, and what broke meanwhile. */
async function take(count: number, options: Partial<SubscribeOptions<'order.settled'>> = {}) {
  const broke: GatewayError[] = [];
  const seen: string[] = [];
  const events = gateway.events.subscribe({ after: '0', onBreak: (error) => broke.push(error), ...options });
  for await (const { id } of events) {
    seen.push(id.slice('evt_'.length));
    if (seen.length === count) break;
  }
  return { seen: seen.join(' '), broke: broke.map(({ status }) => status) };
}

it('goes on from where it was after whatever passes', async () => {
  answerWith('cut', page([1, 2]), 503, 429, 500, page([3]), 502, page([7], 9), page([10]));
  expect(await take(5)).toEqual({ seen: '1 2 3 7 10', broke: [null, 503, 429, 500, 502] });
  expect(asked()).toEqual([
    '0',
    '0',
    ...Array<string>(4).fill(at(2)),
    ...Array<string>(2).fill(at(3)),
    at(9),
  ]);
}, 20_000);

it('gives each event once, also where an answer comes twice', async () => {
  answerWith(page([1, 2]), page([1, 2]), page([2, 3]), page([3, 4]));
  expect(await take(4)).toMatchObject({ seen: '1 2 3 4' });
});

it('asks for what it was told to, and waits', async () => {
  answerWith(page([1]));
  await take(1, { types: ['order.settled'], orderId: 'A-1' });
  const query = new URL(server.received[0]?.url ?? '', server.url).searchParams;
  expect(Object.fromEntries(query)).toEqual({
    after: '0',
    types: 'order.settled',
    orderId: 'A-1',
    limit: '500',
    wait: '25',
  });
});

it('tells the cursor of an event once it is dealt with, and not before', async () => {
  answerWith(page([1, 2, 3]));
  const said: string[] = [];
  const onCursor = async (cursor: string): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    said.push(cursor);
  };
  for await (const { cursor } of gateway.events.subscribe({ after: '0', onCursor })) {
    expect(said).not.toContain(cursor);
    if (cursor === at(3)) break;
  }
  expect(said).toEqual([at(1), at(2)]);
});

it.each([400, 401, 403, 410])('ends with what %i says', async (status) => {
  answerWith(page([1]), status);
  await expect(take(2)).rejects.toMatchObject({ name: 'GatewayError', code: 'SAID', status });
});

it('ends in silence when the signal aborts, while it waits and between events', async () => {
  answerWith(page([1, 2]), page([3]));
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const { id } of gateway.events.subscribe({ after: '0', signal: stop.signal })) {
    seen.push(id);
    if (id === 'evt_3') setTimeout(() => stop.abort(), 50);
  }
  expect(seen).toHaveLength(3);
  const between = new AbortController();
  answerWith(...Array<object>(10).fill(page([1, 2])));
  for await (const { id } of gateway.events.subscribe({ after: '0', signal: between.signal })) {
    between.abort();
    expect(id).toBe('evt_1');
  }
});

it('does not ask in a loop what answers at once and has nothing', async () => {
  server.answer = (response) => response.end(JSON.stringify(page([])));
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 600);
  await gateway.events.subscribe({ after: '0', signal: stop.signal }).next();
  expect(server.received.length).toBeLessThan(6);
});
