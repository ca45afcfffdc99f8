import type { ReactNode } from 'react';
import type { ApiDocument, Group } from '../document.js';
import { OperationEntry } from './OperationEntry.js';
import { RichText } from './RichText.js';

interface GroupListProps {
  readonly document: ApiDocument;
  readonly groups: readonly Group[];
  /** Operations that are open, by their ids. */
  readonly opened: ReadonlySet<string>;
  readonly onToggle: (name: string, open: boolean) => void;
}

/** What a group is linked to by. */
export function groupId(name: string): string {
  return `group-${name.toLowerCase().replaceAll(' ', '-')}`;
}

export function GroupList({ document, groups, opened, onToggle }: GroupListProps): ReactNode {
  return groups.map(({ name, description, operations }) => (
    <section key={name} id={groupId(name)} aria-labelledby={`${groupId(name)}-title`} lang="en">
      <h2 id={`${groupId(name)}-title`}>{name}</h2>
      <p className="about">
        <RichText text={description} />
      </p>
      {operations.map((operation) => (
        <OperationEntry
          key={operation.operationId}
          document={document}
          operation={operation}
          open={opened.has(operation.operationId)}
          onToggle={(open) => onToggle(operation.operationId, open)}
        />
      ))}
    </section>
  ));
}
