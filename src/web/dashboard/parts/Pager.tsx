import type { ReactNode } from 'react';
import type { PageInfo } from '../gateway/documents.js';
import { hrefOf, type Route } from '../route.js';
import { useSay } from './tongue.js';

/** Which part of a list an address asks for. */
export interface PageArguments {
  readonly first: number | null;
  readonly last: number | null;
  readonly after: string | null;
  readonly before: string | null;
}

/** @param size rows of a page */
export function pageOf({ query }: Route, size: number): PageArguments {
  const { after = null, before = null } = query;
  return before === null
    ? { first: size, last: null, after, before: null }
    : { first: null, last: size, after: null, before };
}

interface PagerProps {
  readonly route: Route;
  readonly info: PageInfo;
}

/** Steps through a list by places in it, which stay right while it grows. Nothing for a list of one page. */
export function Pager({ route: { path, query }, info }: PagerProps): ReactNode {
  const say = useSay();
  const { after, before, ...rest } = query;
  const isFirst = after === undefined && before === undefined;
  // Asked for backwards, there is a next page: the one that the reader came from.
  const hasOlder = info.hasNextPage || before !== undefined;
  if (isFirst && !hasOlder) return null;
  return (
    <nav className="pager" aria-label={say('pages')}>
      {!isFirst && <a href={hrefOf(path, rest)}>{say('page_newest')}</a>}
      {!isFirst && info.hasPreviousPage && info.startCursor !== null && (
        <a href={hrefOf(path, { ...rest, before: info.startCursor })}>{say('page_newer')}</a>
      )}
      {hasOlder && info.endCursor !== null && (
        <a className="on" href={hrefOf(path, { ...rest, after: info.endCursor })}>
          {say('page_older')}
        </a>
      )}
    </nav>
  );
}
