import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from './arbitrary.ts';
import type { Answer, Running } from './running.ts';

/** The API's own document, held against what the API does. */

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}
interface Reply {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Described {
  readonly operationId: string;
  readonly parameters: readonly (Parameter & { readonly $ref?: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Reply>>;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly responses: Readonly<Record<string, Reply>>;
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(text).toISOString().startsWith(text);
const isInstant = (text: string) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

export class Contract {
  private readonly ajv = new Ajv2020({
    strict: false,
    allErrors: false,
    formats: {
      date: isDay,
      'date-time': isInstant,
      uuid: isUuid,
      uri: (text) => URL.canParse(text),
      'uri-reference': (text) => URL.canParse(text, 'http://a/'),
    },
  });
  private readonly checks = new Map<string, ValidateFunction>();

  constructor(readonly document: Document) {
    this.ajv.addSchema({ $id: 'api', ...document });
  }

  static async of(running: Running): Promise<Contract> {
    return new Contract((await running.send('/v1/openapi.json')).json());
  }

  readonly schemaNamed = (name: string): Schema => this.document.components.schemas[name] ?? {};

  get operations(): readonly Operation[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        id: described.operationId,
        method: method.toUpperCase(),
        path,
        parameters: described.parameters.map((parameter) => this.parameter(parameter)),
        body: described.requestBody?.content['application/json']?.schema,
        responses: described.responses,
      })),
    );
  }

  private parameter(parameter: Parameter & { readonly $ref?: string }): Parameter {
    return (parameter.$ref && this.document.components.parameters[parameter.$ref.split('/').at(-1) ?? '']) || parameter;
  }

  /** What the answer does that the document does not say. Empty when it keeps to it. */
  breaches(operation: Operation, answer: Answer): readonly string[] {
    return [...conduct(answer), ...this.form(operation, answer)];
  }

  private form({ id, responses }: Operation, { status, headers, text }: Answer): readonly string[] {
    const reply = responses[String(status)];
    if (!reply) return [`status ${status} is not in the document`];
    const media = (headers['content-type'] ?? '').split(';')[0] ?? '';
    const schema = reply.content?.[media]?.schema;
    if (!schema) return [`${media} is not in the document for ${status}`];
    const check = this.checkOf(`${id} ${status} ${media}`, schema);
    return check(media.endsWith('json') ? JSON.parse(text) : text)
      ? []
      : [`the answer is not as described: ${this.ajv.errorsText(check.errors)}`];
  }

  private checkOf(key: string, schema: Schema): ValidateFunction {
    const check = this.checks.get(key) ?? this.ajv.compile(absolute(schema));
    this.checks.set(key, check);
    return check;
  }
}

/** What no answer may do, whatever it answers. */
function conduct({ status, headers, ms }: Answer): readonly string[] {
  return [
    ...(status >= 500 ? [`answers ${status}`] : []),
    ...(ms > 5_000 ? [`takes ${Math.round(ms)} ms`] : []),
    ...(isUuid(String(headers['dutybook-reference'])) ? [] : ['has no reference']),
    ...(headers['x-powered-by'] === undefined && headers['server'] === undefined ? [] : ['says what it runs on']),
  ];
}

/** References into the document, from outside of it. */
function absolute(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));
}
