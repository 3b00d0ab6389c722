import { expect, it } from 'vitest';
import { ApiError } from '../lib/api';
import { common } from '../text';
import { kindOf, sentenceOf, type Kind } from './errors';

const sentences = common().error.sentences;

it.each<[string, unknown, Kind, string]>([
  ['no connection', new ApiError(0, 'unreachable', ''), 'unreachable', sentences.unreachable],
  ['a gateway before a server that is away', new ApiError(502, 'server', ''), 'unreachable', sentences.unreachable],
  ['a line that is down', { code: 'offline' }, 'unreachable', sentences.offline],
  ['no such check', new ApiError(404, 'not_found', 'There is no such thing'), 'not_found', sentences.not_found],
  ['an address that names nothing', new ApiError(404, 'server', ''), 'not_found', sentences.not_found],
  ['somebody else’s page', new ApiError(403, 'forbidden', ''), 'forbidden', sentences.forbidden],
  ['a store that fails', new ApiError(503, 'store', 'The server could not save'), 'server', sentences.server],
  ['a rule that refuses', new ApiError(409, 'too_late', 'It is too late'), 'refused', 'It is too late'],
  ['a fault of these pages', new TypeError(''), 'server', sentences.server],
])('%s', (_, error, kind, sentence) => {
  expect(kindOf(error)).toBe(kind);
  expect(sentenceOf(error)).toBe(sentence);
});
