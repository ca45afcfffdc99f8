import fc from 'fast-check';
import type { Outcome } from '../../../src/notify/egress/outcome.js';
import {
  judgeDelivery,
  judgeEndpoint,
  type EndpointHealth,
  type Verdict,
} from '../../../src/notify/policy.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HEALTHY: EndpointHealth = { failingSince: null, pausedUntil: null, pauseMs: null };

function answer(status: number, headers: Record<string, string> = {}): Outcome {
  return { kind: 'response', status, headers, body: '', truncated: false, latencyMs: 1 };
}
const timeout: Outcome = { kind: 'failure', failure: 'timeout', message: 'it took too long', latencyMs: 1 };

function at(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

/** Without jitter. */
function judge(outcome: Outcome, attempt = 1): Verdict {
  return judgeDelivery(outcome, attempt, NOW, 0.5);
}

describe('judgeDelivery', () => {
  it.each([200, 201, 202, 204, 299])('counts %i as delivered', (status) => {
    expect(judge(answer(status))).toEqual({ kind: 'delivered' });
    expect(judge(answer(status), 10)).toEqual({ kind: 'delivered' });
  });

  it.each([301, 302, 307, 308, 400, 401, 404, 408, 409, 429, 500, 502, 503, 504, 599])(
    'tries again after %i',
    (status) => {
      expect(judge(answer(status))).toEqual({ kind: 'retry', afterMs: 5_000 });
    },
  );

  it('tries again after no answer at all', () => {
    expect(judge(timeout)).toEqual({ kind: 'retry', afterMs: 5_000 });
  });

  it('knows an endpoint that is gone, at whichever attempt', () => {
    for (const attempt of [1, 10]) expect(judge(answer(410), attempt)).toEqual({ kind: 'gone' });
  });

  it('waits longer each time, and gives up after the tenth', () => {
    const delays = Array.from({ length: 11 }, (_, i) => judge(timeout, i + 1));
    expect(delays).toEqual([
      ...[5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR].map(
        (afterMs) => ({ kind: 'retry', afterMs }),
      ),
      { kind: 'exhausted' },
      { kind: 'exhausted' },
    ]);
  });

  it.each([
    ['120', 2 * MINUTE],
    ['0', 5_000],
    ['1', 5_000],
    [' 60 ', MINUTE],
    ['Sat, 21 Nov 2026 12:10:00 GMT', 10 * MINUTE],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 5_000],
    ['999999999999999999999', DAY],
    ['Sat, 21 Nov 2099 12:10:00 GMT', DAY],
    ['-5', 5_000],
    ['1.5', 5_000],
    ['soon', 5_000],
    ['2027', 33 * MINUTE + 47_000],
    ['Sat, 99 Nov 2026 12:10:00 GMT', 5_000],
    ['', 5_000],
  ])('waits as Retry-After: %s asks, within bounds', (value, afterMs) => {
    expect(judge(answer(503, { 'retry-after': value }))).toEqual({ kind: 'retry', afterMs });
  });

  it('spreads each delay by a fifth to both sides, and never comes before Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 200_000 }),
        (attempt, random, seconds) => {
          const middle = judge(timeout, attempt);
          const plain = judgeDelivery(timeout, attempt, NOW, random);
          const asked = judgeDelivery(answer(429, { 'retry-after': String(seconds) }), attempt, NOW, random);
          if (middle.kind !== 'retry' || plain.kind !== 'retry' || asked.kind !== 'retry') return false;
          return (
            plain.afterMs >= Math.floor(middle.afterMs * 0.8) &&
            plain.afterMs <= Math.ceil(middle.afterMs * 1.2) &&
            asked.afterMs >= Math.min(seconds * 1_000, DAY) &&
            asked.afterMs <= Math.max(plain.afterMs, DAY)
          );
        },
      ),
    );
    expect(judgeDelivery(timeout, 2, NOW, 0)).not.toEqual(judgeDelivery(timeout, 2, NOW, 1));
  });
});

describe('judgeEndpoint', () => {
  const judged = (
    health: EndpointHealth,
    outcome: Outcome,
    ofOrder = false,
  ): ReturnType<typeof judgeEndpoint> => judgeEndpoint(health, outcome, NOW, ofOrder);

  it('forgets all failures at the first success', () => {
    const health = { failingSince: at(-4 * DAY), pausedUntil: at(MINUTE), pauseMs: MINUTE };
    expect(judged(health, answer(204))).toEqual({ ...HEALTHY, disable: null });
  });

  it('remembers the first failure, and disables after five days of nothing else', () => {
    expect(judged(HEALTHY, timeout)).toEqual({ ...HEALTHY, failingSince: NOW, disable: null });
    const since = (ms: number): EndpointHealth => ({ ...HEALTHY, failingSince: at(-ms) });
    expect(judged(since(5 * DAY - 1), answer(500))).toEqual({ ...since(5 * DAY - 1), disable: null });
    expect(judged(since(5 * DAY), answer(500))).toEqual({ ...since(5 * DAY), disable: 'failing' });
    expect(judged(since(5 * DAY), timeout).disable).toBe('failing');
    expect(judged(since(50 * DAY), answer(200)).disable).toBeNull();
  });

  it('disables what answers 410, but no host for the URL of one order', () => {
    expect(judged(HEALTHY, answer(410)).disable).toBe('gone');
    expect(judged(HEALTHY, answer(410), true).disable).toBeNull();
    expect(judged({ ...HEALTHY, failingSince: at(-9 * DAY) }, timeout, true).disable).toBeNull();
  });

  it.each([429, 502, 504])(
    'pauses after %i, twice as long each time up to a quarter of an hour',
    (status) => {
      let health: EndpointHealth = HEALTHY;
      const pauses: number[] = [];
      let now = NOW;
      for (let i = 0; i < 8; i++) {
        health = judgeEndpoint(health, answer(status), now, false);
        pauses.push(((health.pausedUntil?.getTime() ?? 0) - now.getTime()) / 1_000);
        now = health.pausedUntil ?? now;
      }
      expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
      expect(judgeEndpoint(health, answer(200), now, false).pauseMs).toBeNull();
    },
  );

  it('pauses no one for what concerns one delivery', () => {
    for (const outcome of [timeout, ...[302, 400, 404, 410, 500, 503].map((status) => answer(status))])
      expect(judged(HEALTHY, outcome).pausedUntil).toBeNull();
  });

  it('counts answers that were under way together as one', () => {
    const first = judged(HEALTHY, answer(429));
    expect(judgeEndpoint(first, answer(429), at(1_000), false)).toEqual(first);
  });

  it('pauses as long as Retry-After asks, up to an hour', () => {
    const until = (value: string): Date | null =>
      judged(HEALTHY, answer(429, { 'retry-after': value })).pausedUntil;
    expect(until('5')).toEqual(at(15_000));
    expect(until('600')).toEqual(at(600_000));
    expect(until('86400')).toEqual(at(HOUR));
  });
});
