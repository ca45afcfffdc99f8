import { useSyncExternalStore } from 'react';
import { readRoute, type Route } from '../route.js';

let known: { readonly hash: string; readonly route: Route } | null = null;

/** Where the reader is, now and after every step. */
export function useRoute(): Route {
  return useSyncExternalStore(onMove, current);
}

function onMove(moved: () => void): () => void {
  addEventListener('hashchange', moved);
  return () => removeEventListener('hashchange', moved);
}

/** The same object for the same address, as React asks of a store. */
function current(): Route {
  const { hash } = location;
  if (known?.hash !== hash) known = { hash, route: readRoute(hash) };
  return known.route;
}
