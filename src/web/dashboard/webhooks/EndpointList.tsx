import type { ReactNode } from 'react';
import { Badge } from '../parts/Badge.js';
import { Failure } from '../parts/Failure.js';
import { useSession, useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { hrefOf } from '../route.js';
import { TEST_ENDPOINT, type Endpoint, type TestEndpointAnswer } from './documents.js';

interface EndpointListProps {
  readonly endpoints: readonly Endpoint[];
  /** The one whose deliveries are shown; null for all. */
  readonly chosen: string | null;
}

export function EndpointList({ endpoints, chosen }: EndpointListProps): ReactNode {
  const { api } = useSession();
  const test = useAction<TestEndpointAnswer>(TEST_ENDPOINT);

  async function sendTest(id: string): Promise<void> {
    const answer = await test.run({ id });
    if (answer) location.hash = hrefOf(['webhooks', 'deliveries', answer.testEndpoint.id]);
  }

  return (
    <>
      <ul className="cards small-cards">
        {endpoints.map((endpoint) => (
          <li key={endpoint.id}>
            <EndpointCard
              endpoint={endpoint}
              chosen={chosen === endpoint.id}
              onTest={api.writes && endpoint.status === 'ENABLED' ? () => void sendTest(endpoint.id) : null}
            />
          </li>
        ))}
      </ul>
      {test.failure && <Failure failure={test.failure} />}
    </>
  );
}

interface EndpointCardProps {
  readonly endpoint: Endpoint;
  readonly chosen: boolean;
  /** Null where the reader may not, or it would not get there. */
  readonly onTest: (() => void) | null;
}

function EndpointCard({ endpoint, chosen, onTest }: EndpointCardProps): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const { id, url, types, kind, dialect, description } = endpoint;
  return (
    <article className="card endpoint">
      <p className="url">
        <strong>{url}</strong>
      </p>
      <p className="under">
        {[
          description,
          kind === 'ORDERS' ? say('kind_ORDERS') : null,
          types === null ? say('types_all') : say('types_some', { count: count(types.length) }),
          dialect === 'STANDARD' ? null : say(`dialect_${dialect}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <EndpointState endpoint={endpoint} />
      <p className="buttons">
        <a
          className="small"
          href={hrefOf(['webhooks'], { endpoint: chosen ? null : id })}
          aria-label={`${say(chosen ? 'endpoint_all' : 'endpoint_only')}: ${url}`}
        >
          {say(chosen ? 'endpoint_all' : 'endpoint_only')}
        </a>
        {onTest && (
          <button
            type="button"
            className="small"
            aria-label={`${say('endpoint_test')}: ${url}`}
            onClick={onTest}
          >
            {say('endpoint_test')}
          </button>
        )}
      </p>
    </article>
  );
}

function EndpointState({ endpoint }: { readonly endpoint: Endpoint }): ReactNode {
  const say = useSay();
  const { moments } = useWriting();
  const { status, disabledReason, failingSince, pausedUntil } = endpoint;
  if (status !== 'ENABLED') {
    return (
      <p>
        <Badge tone="bad" icon="stopped">
          {say('endpoint_disabled')}
        </Badge>{' '}
        {disabledReason !== null && <span className="remarks">{say(`disabled_${disabledReason}`)}</span>}
      </p>
    );
  }
  return (
    <p>
      {failingSince === null ? (
        <Badge tone="good" icon="done">
          {say('endpoint_enabled')}
        </Badge>
      ) : (
        <Badge tone="bad" icon="warning">
          {say('endpoint_failing', { since: moments.full(failingSince) })}
        </Badge>
      )}
      {pausedUntil !== null && (
        <span className="remarks"> {say('endpoint_paused', { until: moments.exact(pausedUntil) })}</span>
      )}
    </p>
  );
}
