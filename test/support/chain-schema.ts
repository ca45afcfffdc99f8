import { readFile } from 'node:fs/promises';
import {
  Kind,
  parse,
  valueFromASTUntyped,
  type DirectiveNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/** Postgres types that @subql/node 6.4.6 gives the scalars of schema.graphql. */
const TYPES: Readonly<Record<string, string>> = {
  ID: 'text',
  String: 'text',
  Int: 'integer',
  BigInt: 'numeric',
  Date: 'timestamp',
  Boolean: 'boolean',
};

/**
 * The statements that @subql/node runs for schema.graphql with `--historical=false`: the same tables, types, keys and indexes,
 * but for the indexes' names. It sorts the fields of a composite index by name, and so does this.
 */
export async function chainSchemaStatements(schema = 'chain'): Promise<readonly string[]> {
  const { definitions } = parse(await readFile('schema.graphql', 'utf8'));
  const entities = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema};`,
    `CREATE TABLE ${schema}._metadata (key varchar(255) PRIMARY KEY, value jsonb,
       "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL);`,
    ...entities.flatMap((entity) => tableSql(schema, entity)),
  ];
}

function tableSql(schema: string, entity: ObjectTypeDefinitionNode): string[] {
  const table = `${schema}.${plural(snake(entity.name.value))}`;
  const columns = (entity.fields ?? []).map(columnSql);
  const single = (entity.fields ?? [])
    .filter((field) => directive(field, 'index'))
    .map((field) => [field.name.value]);
  const composite =
    (argument(directive(entity, 'compositeIndexes'), 'fields') as string[][] | undefined) ?? [];
  return [
    `CREATE TABLE ${table} (${columns.join(', ')}, PRIMARY KEY (id));`,
    ...[...single, ...composite.map((fields) => fields.toSorted())].map(
      (fields) => `CREATE INDEX ON ${table} (${fields.map(snake).join(', ')});`,
    ),
  ];
}

function columnSql({ name, type }: FieldDefinitionNode): string {
  const required = type.kind === Kind.NON_NULL_TYPE;
  const named = required ? type.type : type;
  const sqlType = named.kind === Kind.NAMED_TYPE ? TYPES[named.name.value] : undefined;
  if (sqlType === undefined) throw new Error(`no Postgres type is known for field ${name.value}`);
  return `${snake(name.value)} ${sqlType}${required ? ' NOT NULL' : ''}`;
}

function directive(
  node: { readonly directives?: readonly DirectiveNode[] | undefined },
  name: string,
): DirectiveNode | undefined {
  return node.directives?.find((candidate) => candidate.name.value === name);
}

function argument(node: DirectiveNode | undefined, name: string): unknown {
  const value = node?.arguments?.find((candidate) => candidate.name.value === name)?.value;
  return value && valueFromASTUntyped(value);
}

function plural(name: string): string {
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}

function snake(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();
}
