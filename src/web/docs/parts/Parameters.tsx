import type { ReactNode } from 'react';
import type { ApiDocument, Parameter } from '../document.js';
import { useSay } from '../texts/context.js';
import { FieldRow } from './SchemaTree.js';

interface ParametersProps {
  readonly document: ApiDocument;
  readonly parameters: readonly Parameter[];
}

export function Parameters({ document, parameters }: ParametersProps): ReactNode {
  const say = useSay();
  return (
    <>
      <h4>{say('parameters')}</h4>
      <ul className="fields">
        {parameters.map(({ name, in: place, required, description, schema }) => (
          <FieldRow
            key={`${place}-${name}`}
            document={document}
            name={name}
            note={say(`in_${place}`)}
            required={required}
            schema={description === undefined ? schema : { ...schema, description }}
          />
        ))}
      </ul>
    </>
  );
}
