import type { ReactNode } from 'react';
import { accessOf, type ApiDocument, type Operation } from '../document.js';
import { useSay } from '../texts/context.js';
import { OperationBody } from './OperationBody.js';
import { RichText } from './RichText.js';

interface OperationEntryProps {
  readonly document: ApiDocument;
  readonly operation: Operation;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** One line that opens; what is inside is drawn when it does. */
export function OperationEntry({ document, operation, open, onToggle }: OperationEntryProps): ReactNode {
  const say = useSay();
  const { operationId, method, path, summary } = operation;
  const { scope, optional } = accessOf(operation);
  return (
    <details
      id={operationId}
      className="operation"
      open={open}
      onToggle={({ currentTarget }) => onToggle(currentTarget.open)}
    >
      <summary>
        <h3>
          <span className={`method ${method.toLowerCase()}`}>{method}</span> <code>{breakable(path)}</code>
        </h3>
        <span className="says">
          <RichText text={summary} />
        </span>
        <span className="access">
          {scope === null ? say('no_key') : say('needs', { scope })}
          {optional && ` ${say('or_token')}`}
        </span>
      </summary>
      {open && <OperationBody document={document} operation={operation} />}
    </details>
  );
}

/** A path may go on in the next line after each of its parts. */
function breakable(path: string): ReactNode {
  return path.split(/(?=\/)/).map((part, at) => (
    <span key={at}>
      <wbr />
      {part}
    </span>
  ));
}
