import type { ReactNode } from 'react';
import { failuresOf, type ApiDocument, type Operation } from '../document.js';
import { curlOf, sampleOf } from '../sample.js';
import { useSay } from '../texts/context.js';
import { Answers } from './Answers.js';
import { CodeBlock } from './CodeBlock.js';
import { Parameters } from './Parameters.js';
import { RichText } from './RichText.js';
import { SchemaTree } from './SchemaTree.js';

interface OperationBodyProps {
  readonly document: ApiDocument;
  readonly operation: Operation;
}

const JSON_TYPE = 'application/json';

export function OperationBody({ document, operation }: OperationBodyProps): ReactNode {
  const say = useSay();
  const { operationId, description, parameters, requestBody, responses } = operation;
  const sent = Object.entries(requestBody?.content ?? {});
  const failures = failuresOf(operation);
  const [success] = Object.values(responses);
  const answered = success?.content?.[JSON_TYPE]?.schema;
  return (
    <div className="body">
      <div className="told">
        <p className="name">
          <a href={`#${operationId}`} aria-label={say('link', { name: operationId })}>
            #{operationId}
          </a>
        </p>
        {description !== undefined && (
          <p>
            <RichText text={description} />
          </p>
        )}
        {parameters.length > 0 && <Parameters document={document} parameters={parameters} />}
        {sent.length > 0 && (
          <>
            <h4>
              {say('request')}
              {requestBody?.required === false && <span className="note">{say('optional_body')}</span>}
            </h4>
            <p className="types">{sent.map(([type]) => type).join(', ')}</p>
            {sent[0]?.[1].schema && <SchemaTree document={document} schema={sent[0][1].schema} />}
          </>
        )}
        <Answers document={document} operation={operation} />
        {failures.length > 0 && (
          <>
            <h4>{say('failures')}</h4>
            <dl className="failures">
              {failures.map(([status, means]) => (
                <div key={status}>
                  <dt>{status}</dt>
                  <dd>
                    {/^[A-Z_]+(?:, [A-Z_]+)*$/.test(means)
                      ? means.split(', ').map((code) => <code key={code}>{code}</code>)
                      : means}
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
      <div className="shown">
        <CodeBlock title={say('example_request')} text={curlOf(operation, document, location.origin)} />
        {answered && (
          <CodeBlock
            title={say('example_answer')}
            text={JSON.stringify(sampleOf(answered, document, true), null, 2)}
          />
        )}
      </div>
    </div>
  );
}
