import { useEffect, type ReactNode } from 'react';
import type { Problem } from '../order.js';
import { useSurroundings } from './context.js';

export function NoOrder({ problem }: { readonly problem: Problem }): ReactNode {
  const { say } = useSurroundings().tongue;
  const missing = problem === 'not-found';
  const title = say(missing ? 'not_found_title' : 'unavailable_title');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className="card alone">
      <h1>{title}</h1>
      <p role="status">{say(missing ? 'not_found_text' : 'unavailable_text')}</p>
    </main>
  );
}
