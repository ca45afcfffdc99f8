import type { ReactNode } from 'react';
import { Badge } from '../parts/Badge.js';
import { CopyBlock } from '../parts/CopyBlock.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import type { Attempt } from './documents.js';
import { indented } from './indented.js';

/** One try: what was sent, what came back. */
export function AttemptCard({ attempt }: { readonly attempt: Attempt }): ReactNode {
  const say = useSay();
  const { count, moments } = useWriting();
  const { delivered, status, failure, failureMessage, responseBody, responseHeaders } = attempt;
  return (
    <article className="card attempt">
      <header>
        <h3>{say('attempt', { number: count(attempt.attempt) })}</h3>
        <Badge tone={delivered ? 'good' : 'bad'} icon={delivered ? 'done' : 'warning'}>
          {status === null ? say('no_answer') : `HTTP ${status}`}
        </Badge>
        <p className="under">
          {moments.exact(attempt.startedAt)} · {count(attempt.latencyMs)} ms
        </p>
      </header>
      {(failureMessage ?? failure) !== null && <p lang="en">{failureMessage ?? failure}</p>}
      <details>
        <summary>{say('request_headers')}</summary>
        <CopyBlock label={say('request_headers')} text={headerLines(attempt.requestHeaders)} />
      </details>
      {responseHeaders !== null && (
        <details>
          <summary>{say('response')}</summary>
          <CopyBlock label={say('response_headers')} text={headerLines(responseHeaders)} />
          {responseBody !== null && responseBody !== '' && (
            <CopyBlock
              label={say(attempt.responseTruncated ? 'response_body_cut' : 'response_body')}
              text={indented(responseBody)}
            />
          )}
        </details>
      )}
    </article>
  );
}

function headerLines(headers: unknown): string {
  return Object.entries((headers ?? {}) as Record<string, unknown>)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}
