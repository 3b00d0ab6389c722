import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError, get, onSignedOut, post } from './api';

const fetched = vi.fn();
const signedOut = vi.fn();
beforeEach(() => {
  vi.stubGlobal('fetch', fetched);
  onSignedOut(signedOut);
});
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
  signedOut.mockReset();
});

const answer = (status: number, body: string): void =>
  void fetched.mockResolvedValueOnce(new Response(status === 204 ? null : body, { status }));

it('reads JSON and leaves out what is not asked', async () => {
  answer(200, '{"n":1}');
  expect(await get('/api/x', { a: 1, b: undefined, c: 'ä b' })).toEqual({ n: 1 });
  expect(fetched.mock.calls[0]?.[0]).toBe('/api/x?a=1&c=%C3%A4+b');
});

it('sends JSON and takes an empty answer', async () => {
  answer(204, '');
  expect(await post('/api/x', { n: 1 })).toBeUndefined();
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"n":1}' });
});

it.each([
  [
    422,
    '{"error":{"code":"too_long","message":"Too long","field":"words"}}',
    { status: 422, code: 'too_long', message: 'Too long', field: 'words' },
  ],
  [502, '<html>bad gateway</html>', { status: 502, code: 'server' }],
  [400, 'Invalid URL: UUID parsing failed', { status: 400, code: 'not_found' }],
])('turns %i into an error with the server’s words', async (status, body, expected) => {
  answer(status, body);
  await expect(get('/api/x')).rejects.toMatchObject(expected);
  expect(signedOut).not.toHaveBeenCalled();
});

it('a lost session signs out', async () => {
  answer(401, '{"error":{"code":"signed_out","message":""}}');
  await expect(get('/api/x')).rejects.toBeInstanceOf(ApiError);
  expect(signedOut).toHaveBeenCalledOnce();
});

it('no connection is not an answer of the server', async () => {
  fetched.mockRejectedValueOnce(new TypeError('failed'));
  await expect(get('/api/x')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});
