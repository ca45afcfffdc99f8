/** Asks the gateway and the peer by turns, after it has made sure that both answer the same. */
import { quantile, spread, tenths } from '../measure.js';
import type { Cell, Table } from '../report.js';
import { load, type Load, type LoadOptions, type Server } from './load.js';
import type { Asked, Question } from './questions.js';

export interface TurnOptions extends LoadOptions {
  /** Turns of each. */
  readonly rounds: number;
  /** Seconds before the first turn, which are not counted: they warm caches and compile what is hot. */
  readonly warmUp: number;
}

export async function ask(
  questions: readonly Question[],
  gateway: Server,
  peer: Server | null,
  options: TurnOptions,
): Promise<Table> {
  const rows: (readonly Cell[])[] = [];
  for (const question of questions) {
    console.error(question.name);
    const sides: Side[] = [{ name: 'chaintill', server: gateway, asked: question.ours, turns: [] }];
    if (peer !== null && question.peers !== null)
      sides.push({ name: '@subql/query', server: peer, asked: question.peers, turns: [] });
    for (const side of sides) {
      await check(question, side);
      if (options.warmUp > 0) await load(side.server, side.asked, { ...options, seconds: options.warmUp });
    }
    for (let round = 0; round < options.rounds; round++)
      for (const side of sides) side.turns.push(await load(side.server, side.asked, options));
    rows.push(...rowsOf(question.name, sides));
  }
  return {
    title: `Questions under load, ${options.connections} connections`,
    columns: [
      'asked for',
      'of',
      'rows checked',
      'requests/s',
      'p50 ms',
      'p99 ms',
      'most ms',
      'processor ms',
      'errors',
      'ratio',
    ],
    rows,
  };
}

interface Side {
  readonly name: string;
  readonly server: Server;
  readonly asked: readonly Asked[];
  readonly turns: Load[];
  checked?: number;
}

function rowsOf(question: string, sides: readonly Side[]): readonly (readonly Cell[])[] {
  const rates = sides.map(({ turns }) =>
    quantile(
      turns.map(({ requests, seconds }) => requests / seconds),
      0.5,
    ),
  );
  const [ours = 0, theirs] = rates;
  return sides.map(({ name, turns, checked = 0 }, i) => {
    const requests = turns.reduce((sum, turn) => sum + turn.requests, 0);
    const processor = turns.reduce((sum, turn) => sum + turn.processorMs, 0);
    return [
      question,
      name,
      checked,
      Math.round(rates[i] ?? 0),
      ...spread(turns.flatMap(({ latencies }) => latencies)),
      Math.round((100 * processor) / requests) / 100,
      turns.reduce((sum, { errors }) => sum + errors, 0),
      i === 0 && theirs !== undefined ? tenths(ours / theirs) : '',
    ];
  });
}

/** Few of them are enough to see that the same is asked for. */
const CHECKED = 25;

/** @throws where an answer has other rows than the database */
async function check({ name, expected, idsOf }: Question, side: Side): Promise<void> {
  let found = 0;
  for (const [i, one] of side.asked.slice(0, CHECKED).entries()) {
    const response = await fetch(side.server.url + one.path, {
      method: one.method,
      headers: one.headers,
      ...(one.body !== undefined && { body: one.body }),
    });
    const text = await response.text();
    const ids = response.ok ? idsOf(JSON.parse(text)) : [];
    const wanted = expected?.[i] ?? ids;
    if (!response.ok || ids.join() !== wanted.join())
      throw new Error(
        `${name}, ${side.name}: ${response.status} ${text.slice(0, 500)}, not ${wanted.join()}`,
      );
    found += ids.length;
  }
  if (found === 0) throw new Error(`${name}, ${side.name}: nothing was found`);
  side.checked = found;
}
