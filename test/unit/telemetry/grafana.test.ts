/** The dashboard of ops/grafana asks for what there is, in words that Prometheus understands. */
import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { createInstruments } from '../../../src/telemetry/instruments.js';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels, templating } = JSON.parse(readFileSync('ops/grafana/chaintill.json', 'utf8')) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly definition?: string }[] };
};
const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
/** Grafana puts a duration there before it asks. */
const plain = (expr: string): string => expr.replaceAll('$__rate_interval', '5m');

/** What a process with every part tells. */
async function told(): Promise<ReadonlySet<string>> {
  const instruments = createInstruments();
  instruments.watchStanding(() =>
    Promise.resolve({
      parts: { postgres: { status: 'ok' } },
      heights: { best: 3, finalized: 2, indexed: 1, settled: 0 },
      pendingDeliveries: 0,
      oldestDeliverySeconds: null,
      disabledEndpoints: 0,
    }),
  );
  instruments.watch('chaintill_deliveries_under_way', 'requests', () => 0);
  instruments.watch('chaintill_settlement_leads', 'leads', () => 1);
  instruments.seeRequest({ method: 'GET', route: '/', status: 200, seconds: 0.1 });
  instruments.seeAttempt({ outcome: 'delivered', seconds: 0.1 });
  const { text } = await instruments.scrape();
  return new Set(text.split('\n').map((line) => line.split(/[{ ]/, 1)[0] ?? ''));
}

it('asks nothing that Prometheus cannot read', () => {
  expect(asked.length).toBeGreaterThan(15);
  for (const expr of asked) {
    const flaws: string[] = [];
    parser.parse(plain(expr)).iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) flaws.push(plain(expr).slice(from, to));
      },
    });
    expect([expr, flaws]).toEqual([expr, []]);
  }
});

it('asks for measurements that are made', async () => {
  const names = await told();
  const all = [...asked, ...templating.list.flatMap(({ definition = '' }) => definition)];
  for (const expr of all) {
    for (const [name] of expr.matchAll(/\b(?:chaintill|process|nodejs)_\w+/g)) expect(names).toContain(name);
  }
});

it('has a title and something to show in every panel', () => {
  for (const { title, type, targets = [] } of panels) {
    expect(title).not.toBe('');
    if (type !== 'row') expect(targets.length).toBeGreaterThan(0);
  }
});
