import type { ReactNode } from 'react';
import type { ApiDocument, Operation } from '../document.js';
import { useSay } from '../texts/context.js';
import { RichText } from './RichText.js';
import { SchemaTree } from './SchemaTree.js';

interface AnswersProps {
  readonly document: ApiDocument;
  readonly operation: Operation;
}

/** What is answered where nothing failed. */
export function Answers({ document, operation }: AnswersProps): ReactNode {
  const say = useSay();
  const answers = Object.entries(operation.responses).filter(([status]) => Number(status) < 400);
  return (
    <>
      <h4>{say('answers')}</h4>
      {answers.map(([status, { description, content = {} }], at) => {
        const [entry] = Object.entries(content);
        return (
          <div key={status} className="answer">
            <p>
              <span className="status">{status}</span> <RichText text={description} />
              <span className="note">{entry?.[0] ?? say('no_body')}</span>
            </p>
            {at === 0 && entry?.[1].schema && <SchemaTree document={document} schema={entry[1].schema} />}
          </div>
        );
      })}
    </>
  );
}
