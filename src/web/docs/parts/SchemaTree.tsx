import { useState, type ReactNode } from 'react';
import type { ApiDocument, Schema } from '../document.js';
import { shapeOf, type Shape } from '../shape.js';
import { useSay, useTongue } from '../texts/context.js';
import { RichText } from './RichText.js';
import { typeIn } from './type-words.js';

interface TreeProps {
  readonly document: ApiDocument;
  readonly schema: Schema;
}

/** The fields of a schema, or what it is where it has none. */
export function SchemaTree({ document, schema }: TreeProps): ReactNode {
  const tongue = useTongue();
  const shape = shapeOf(schema, document);
  const plain = shape.kind === 'object' && shape.name === null && shape.description === null;
  return (
    <div className="tree">
      {!plain && (
        <p className="type">
          {typeIn(shape, tongue)}
          {shape.description !== null && (
            <>
              {': '}
              <RichText text={shape.description} />
            </>
          )}
        </p>
      )}
      <Inside document={document} shape={shape} />
    </div>
  );
}

interface FieldRowProps extends TreeProps {
  readonly name: string;
  /** Where it stands, besides its type. */
  readonly note?: string;
  readonly required: boolean;
}

export function FieldRow({ document, name, note, required, schema }: FieldRowProps): ReactNode {
  const tongue = useTongue();
  const { say } = tongue;
  const [open, setOpen] = useState(false);
  const shape = shapeOf(schema, document);
  const more = shape.fields.length > 0 || shape.variants.length > 0;
  return (
    <li>
      <code className="field">{name}</code>
      <span className="type">
        {note !== undefined && `${note}, `}
        {typeIn(shape, tongue)}
      </span>
      {required && <span className="required">{say('required')}</span>}
      {shape.description !== null && (
        <p>
          <RichText text={shape.description} />
        </p>
      )}
      <Values shape={shape} />
      {more && (
        <details className="inside" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
          <summary>{say('show', { name: shape.name ?? name })}</summary>
          {open && <Inside document={document} shape={shape} />}
        </details>
      )}
    </li>
  );
}

function Inside({ document, shape }: { readonly document: ApiDocument; readonly shape: Shape }): ReactNode {
  const say = useSay();
  const { fields, variants } = shape;
  if (variants.length > 0) {
    return (
      <>
        <p className="note">{say('variants')}</p>
        <ul className="fields">
          {variants.map((variant, at) => {
            const { name } = shapeOf(variant, document);
            return (
              <FieldRow
                key={at}
                document={document}
                name={name ?? `${at + 1}`}
                required={false}
                schema={variant}
              />
            );
          })}
        </ul>
      </>
    );
  }
  if (fields.length === 0) return <Values shape={shape} />;
  return (
    <ul className="fields">
      {fields.map((field) => (
        <FieldRow key={field.name} document={document} {...field} />
      ))}
    </ul>
  );
}

function Values({ shape: { values } }: { readonly shape: Shape }): ReactNode {
  if (values.length === 0) return null;
  return (
    <p className="values">
      {values.map((value) => (
        <code key={String(value)}>{String(value)}</code>
      ))}
    </p>
  );
}
