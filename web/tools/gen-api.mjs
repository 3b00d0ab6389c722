// Turns openapi.json (written by `sidak openapi`, checked in) into src/lib/api.d.ts. Never edit the result by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const spec = new URL('../openapi.json', import.meta.url);
const types = new URL('../src/lib/api.d.ts', import.meta.url);
const head = '// Written by `npm run gen` from openapi.json. Do not edit.\n';
writeFileSync(types, head + astToString(await openapiTS(JSON.parse(readFileSync(spec, 'utf8')), { alphabetize: true })));
