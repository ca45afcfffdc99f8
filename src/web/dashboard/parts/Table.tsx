import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** `figure`: aligned right. `main`: what a row is called by, without its label on a phone. */
  readonly kind?: 'figure' | 'main';
}

interface TableProps<Row> {
  /** What the table is, for those who do not see where it stands. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Rows become cards where it is narrow; the roles are written out because browsers drop them from what is no table any more. */
export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>): ReactNode {
  return (
    <table className="table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, kind }) => (
            <th key={head} role="columnheader" scope="col" className={kind}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ head, cell, kind }) => (
              <Cell key={head} head={head} kind={kind} content={cell(row)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly head: string;
  readonly kind: Column<never>['kind'];
  readonly content: ReactNode;
}

function Cell({ head, kind, content }: CellProps): ReactNode {
  const isBlank = content === null || content === undefined || content === false || content === '';
  const classes = [kind, isBlank && 'blank'].filter(Boolean).join(' ');
  return (
    <td role="cell" className={classes} data-label={head}>
      <div>{content}</div>
    </td>
  );
}
