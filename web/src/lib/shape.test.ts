/**
 * The types in shape/ and wire.ts are written to be read; this holds them to the server's own description of its
 * interface (openapi.json, written by `sidak openapi`). A field that is missing, extra or of another type fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface Schema {
  type?: string | string[];
  enum?: string[];
  items?: Schema;
  properties?: { [name: string]: Schema };
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
}

const api = JSON.parse(readFileSync('openapi.json', 'utf8')) as { components: { schemas: { [name: string]: Schema } } };
const schemas = api.components.schemas;
/** Messages of the socket are in wire.ts. */
const MESSAGES = ['FromClient', 'FromServer'];

const SIMPLE: { [type: string]: string } = {
  integer: 'number',
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  null: 'null',
  object: 'object',
};

/** The TypeScript type of a schema, in one normal form. */
function wanted(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum) return union(schema.enum.map((value) => `'${value}'`));
  if (schema.oneOf) return union(schema.oneOf.map(wanted));
  const types = [schema.type ?? 'unknown'].flat();
  return union(types.map((type) => (type === 'array' ? `${wanted(schema.items ?? {})}[]` : (SIMPLE[type] ?? 'unknown'))));
}

const union = (members: string[]): string => [...members].sort().join(' | ');

/** The type as written, in the same normal form: a pair of numbers is an array on the wire. */
function written(node: ts.TypeNode | undefined, source: ts.SourceFile): string {
  if (!node) return '';
  if (ts.isUnionTypeNode(node)) return union(node.types.map((member) => written(member, source)));
  if (ts.isParenthesizedTypeNode(node)) return written(node.type, source);
  if (ts.isArrayTypeNode(node)) return `${written(node.elementType, source)}[]`;
  if (ts.isTupleTypeNode(node)) return `${written(node.elements[0], source)}[]`;
  if (ts.isTypeLiteralNode(node)) return 'object';
  return node.getText(source);
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(`src/lib/${file}`, 'utf8'), ts.ScriptTarget.Latest, true);

const interfaces = new Map<string, { [field: string]: string }>();
const aliases = new Map<string, string>();
for (const file of readdirSync('src/lib/shape')) {
  const source = parse(`shape/${file}`);
  source.forEachChild((node) => {
    if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, written(node.type, source));
    if (!ts.isInterfaceDeclaration(node)) return;
    const fields = node.members
      .filter(ts.isPropertySignature)
      .map((field) => [field.name.getText(source), written(field.type, source)]);
    interfaces.set(node.name.text, Object.fromEntries(fields));
  });
}

describe('shape/ says what the server says', () => {
  it.each(Object.keys(schemas).filter((name) => !MESSAGES.includes(name) && interfaces.has(name)))('%s', (name) => {
    const fields = Object.entries(schemas[name]?.properties ?? {}).map(([field, schema]) => [field, wanted(schema)]);
    expect(interfaces.get(name)).toEqual(Object.fromEntries(fields));
  });

  it.each(Object.entries(schemas).filter(([, schema]) => schema.enum))('%s', (name, schema) => {
    if (aliases.has(name)) expect(aliases.get(name)).toBe(wanted(schema));
  });

  it('and knows everything that the pages can be sent', () => {
    const unknown = Object.keys(schemas).filter((name) => !interfaces.has(name) && !aliases.has(name));
    expect(unknown.filter((name) => !ELSEWHERE.has(name))).toEqual([]);
  });
});

/** Described by the server for others, or typed in wire.ts. */
const ELSEWHERE = new Set([...MESSAGES, 'IceServer', 'Path', 'Quality', 'ReceiptKind']);

describe('wire.ts knows the same messages', () => {
  const wire = parse('wire.ts');
  const tags = (...names: string[]): string[] => {
    const found: string[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isPropertySignature(node) && node.name.getText(wire) === 't' && node.type)
        found.push(node.type.getText(wire).replaceAll("'", ''));
      node.forEachChild(look);
    };
    wire.forEachChild((node) => {
      if (ts.isTypeAliasDeclaration(node) && names.includes(node.name.text)) look(node);
    });
    return found.sort();
  };
  const described = (name: string): string[] =>
    (schemas[name]?.oneOf ?? [])
      .flatMap((one) => [one, ...(one.allOf ?? [])])
      .flatMap((one) => one.properties?.['t']?.enum ?? [])
      .sort();

  it('from the server', () => expect(tags('FromServer')).toEqual(described('FromServer')));
  it('to the server', () => expect(tags('Ask', 'Say')).toEqual(described('FromClient')));
});
