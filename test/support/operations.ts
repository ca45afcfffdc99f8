/** Operations made from a schema: every field that there is, also those that nobody had in mind when a test was written. */
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLObjectType,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values for arguments and input fields by their names; what is required and not named here gets a value of its type. */
export type GivenValues = Readonly<Record<string, unknown>>;

const SAMPLES: Readonly<Record<string, unknown>> = {
  ID: '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11',
  String: 'sample',
  Int: 1,
  Boolean: false,
  BigFloat: '1',
  Datetime: '2999-01-01T00:00:00Z',
  JSON: {},
};
/** Deep enough for `merchants { nodes { accounts { … } } }`. */
const DEEPEST = 4;

/** One operation for each field of Query and Mutation. */
export function operationsOf(schema: GraphQLSchema, given: GivenValues): readonly Operation[] {
  return [
    ...operationsOn('query', schema.getQueryType(), given),
    ...operationsOn('mutation', schema.getMutationType(), given),
  ];
}

/** One operation for each field of Subscription. */
export function subscriptionsOf(schema: GraphQLSchema, given: GivenValues): readonly Operation[] {
  return operationsOn('subscription', schema.getSubscriptionType(), given);
}

function operationsOn(
  kind: Operation['kind'],
  type: GraphQLObjectType | null | undefined,
  given: GivenValues,
): readonly Operation[] {
  return Object.values(type?.getFields() ?? {}).map((field) => {
    const args = field.args.filter((arg) => isRequiredArgument(arg) || arg.name in given);
    const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
    const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
    const head = args.length === 0 ? kind : `${kind} (${declared})`;
    const call = args.length === 0 ? field.name : `${field.name}(${passed})`;
    return {
      kind,
      field: field.name,
      text: `${head} { ${call} ${selection(field.type, 1)} }`,
      variables: Object.fromEntries(args.map((arg) => [arg.name, valueOf(arg, given)])),
    };
  });
}

function valueOf({ name, type }: GraphQLArgument | GraphQLInputField, given: GivenValues): unknown {
  return name in given ? given[name] : sampleOf(type, given);
}

function sampleOf(type: GraphQLInputType, given: GivenValues): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [sampleOf(nullable.ofType, given)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (!isInputObjectType(nullable)) return SAMPLES[isNonNullType(nullable) ? '' : nullable.name];
  const fields = Object.values(nullable.getFields());
  return Object.fromEntries(
    fields
      .filter((field) => isRequiredInputField(field) || field.name in given)
      .map((field) => [field.name, valueOf(field, given)]),
  );
}

/** Every field below that needs no argument; of a connection its nodes alone. */
function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const fields = Object.values(named.getFields()).filter(
    ({ name, args }) => name !== 'edges' && !args.some(isRequiredArgument),
  );
  const below = fields
    .filter((field) => isLeafType(getNamedType(field.type)) || depth < DEEPEST)
    .map((field) => `${field.name} ${selection(field.type, depth + 1)}`);
  return `{ __typename ${below.join(' ')} }`;
}
