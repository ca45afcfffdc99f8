import type { Columns, Condition } from '../../store/lists/condition.js';
import { keyOf, type ListRequest, type Page } from '../../store/lists/list.js';
import { completeOrder, type Direction, type Key, type Order } from '../../store/lists/order.js';
import { decodeCursor, encodeCursor } from '../graphql/cursor.js';
import { readParameter, readWhole, readWord, type Query } from './query.js';

/** Parameters of every list. */
export const PAGE_PARAMETERS = ['limit', 'after', 'order'] as const;

const DEFAULT_LIMIT = 100;
export const LONGEST_PAGE = 1_000;

/** A list as REST pages through it. */
export interface PagedList {
  readonly columns: Columns;
  readonly position: readonly string[];
  readonly natural: 'newest' | 'oldest';
  readonly mostRows?: number;
}

/** A page of it, and how its cursors are written. */
export interface PageRequest extends ListRequest {
  readonly complete: readonly Order[];
}

/** @throws {ChaintillError} `BAD_USER_INPUT`, with the parameter as field */
export function readPageRequest(query: Query, list: PagedList, where: Condition): PageRequest {
  const words = list.natural === 'newest' ? (['newest', 'oldest'] as const) : (['oldest', 'newest'] as const);
  const word = readWord(query, 'order', words);
  const request = pageOf(list, where, word === 'newest' ? 'desc' : 'asc');
  const most = list.mostRows ?? LONGEST_PAGE;
  return {
    ...request,
    limit: readWhole(query, 'limit', Math.min(DEFAULT_LIMIT, most), most),
    after: readParameter(query, 'after', (text) => decodeCursor(text, request.complete, list.columns)),
  };
}

/** The first page in a direction, as long as can be. */
export function pageOf(list: PagedList, where: Condition, direction: Direction): PageRequest {
  const order = list.position.slice(0, 1).map((column) => ({ column, direction }));
  return {
    where,
    order,
    complete: completeOrder(order, list.position),
    after: null,
    before: null,
    limit: LONGEST_PAGE,
    offset: 0,
    fromEnd: false,
    count: false,
    bothEnds: false,
  };
}

/** Where the page after this one begins; null after the last. */
export function nextKey(page: Page<object>, { complete }: PageRequest): Key | null {
  const last = page.rows.at(-1);
  return page.hasNext && last !== undefined ? keyOf(last, complete) : null;
}

/** What a list answers: a page, and the `after` of the next one. */
export function pageAnswer(page: Page<object>, request: PageRequest, data: readonly unknown[]): object {
  const next = nextKey(page, request);
  return { data, nextCursor: next && encodeCursor(request.complete, next) };
}
