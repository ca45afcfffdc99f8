/** Checks with the OpenAPI document of a gateway: whether what goes over the wire is what it says. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

export interface Media {
  readonly schema?: object;
}
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}
export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, Media>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}
export interface TestDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Checker {
  readonly document: TestDocument;
  /** The operation of a request; undefined where the document has none. @param path as it was sent */
  find(method: string, path: string): DocumentedOperation | undefined;
  /** What is wrong with a value; nothing where it fits and has no field that its schema does not name. */
  flawsOf(schema: object, value: unknown): readonly string[];
}

export function createChecker(document: TestDocument): Checker {
  // Formats have patterns beside them.
  const ajv = new Ajv2020({ allErrors: true, validateFormats: false, strict: false, inlineRefs: false });
  ajv.addSchema(closed({ components: document.components }) as object, 'document');
  const known = new Map<string, ValidateFunction>();
  const paths = Object.entries(document.paths).map(([path, operations]) => ({
    operations,
    pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    fixed: path.replace(/\{\w+\}/g, '').length,
  }));
  // Where several fit, the one with the most that is written out.
  paths.sort((a, b) => b.fixed - a.fixed);

  return {
    document,
    find(method, path) {
      return paths.find(({ pattern }) => pattern.test(path))?.operations[method.toLowerCase()];
    },
    flawsOf(schema, value) {
      const text = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"document#/components/');
      const validate = known.get(text) ?? ajv.compile(JSON.parse(text) as object);
      known.set(text, validate);
      if (validate(value)) return [];
      return (validate.errors ?? []).map(told);
    },
  };
}

function told({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '(all)'} ${message ?? ''} ${JSON.stringify(params)}`;
}

/** The schema with every object closed to fields that it does not name; parts of an `allOf` are one object together. */
function closed(part: unknown, inAll = false): unknown {
  if (Array.isArray(part)) return part.map((item) => closed(item, inAll));
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      closed(value, key === 'allOf' || (inAll && key !== '$ref')),
    ]),
  );
  const open = inAll || inner['type'] !== 'object' || !('properties' in inner);
  return open || 'additionalProperties' in inner ? inner : { ...inner, additionalProperties: false };
}
