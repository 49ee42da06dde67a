import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answering } from '@/testing/render';
import { addressOf, call, get, onSignedOut, post } from './client';
import { ApiProblem, problemOf } from './problem';

beforeEach(() => {
  document.cookie = 'XSRF-TOKEN=first';
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.cookie = 'XSRF-TOKEN=; max-age=0';
});

describe('calls', () => {
  it('leave out what was not asked for', () => {
    expect(addressOf('/runs', { kind: undefined, state: 'FAILED', before: null, q: '' })).toBe('/api/v1/runs?state=FAILED');
  });

  it('send the CSRF token with what changes something, and only with that', async () => {
    const asked = answering({ 'POST /users': { body: {} }, 'GET /users': { body: { items: [] } } });
    await post('/users', { name: 'Ines' });
    await get('/users');
    expect(asked.map((one) => one.headers['X-XSRF-TOKEN'])).toEqual(['first', undefined]);
  });

  it('ask for a new CSRF token once when the old one is refused', async () => {
    let refusals = 0;
    const asked = answering({
      'GET /session': () => {
        document.cookie = 'XSRF-TOKEN=second';
        return { body: {} };
      },
      'POST /users': () => {
        refusals += 1;
        return refusals === 1 ? { status: 403, body: { code: 'http.csrf-token', title: 'Old', detail: 'Old' } } : { body: { id: 'u2' } };
      },
    });
    await expect(post('/users')).resolves.toEqual({ id: 'u2' });
    expect(asked.at(-1)?.headers['X-XSRF-TOKEN']).toBe('second');
  });

  it('do not try again what is not permitted', async () => {
    const asked = answering({ 'POST /users': { status: 403, body: { code: 'access.not-permitted', title: 'Not permitted', detail: 'No.' } } });
    await expect(post('/users')).rejects.toMatchObject({ code: 'access.not-permitted' });
    expect(asked).toHaveLength(1);
  });

  it('tell that nobody is signed in, except to who is just signing in', async () => {
    const told = vi.fn();
    onSignedOut(told);
    answering({ 'GET /runs': { status: 401, body: {} }, 'POST /session': { status: 401, body: {} } });
    await get('/runs').catch(() => undefined);
    expect(told).toHaveBeenCalledTimes(1);
    await post('/session').catch(() => undefined);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('say in words that the server cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    await expect(call('GET', '/runs')).rejects.toMatchObject({ code: 'web.unreachable', status: 0 });
  });

  it('end when their caller no longer wants them', async () => {
    const stop = new AbortController();
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))));
    const going = call('GET', '/runs', { signal: stop.signal });
    stop.abort();
    await expect(going).rejects.not.toBeInstanceOf(ApiProblem);
  });
});

describe('problems', () => {
  it('are read from the document', () => {
    const problem = problemOf(429, JSON.stringify({ title: 'Too many attempts', detail: 'Wait.', code: 'access.too-many-attempts', id: 'abc', retryAfterSeconds: 47, places: { field: 'x' } }));
    expect(problem).toMatchObject({ title: 'Too many attempts', code: 'access.too-many-attempts', id: 'abc', retryAfterSeconds: 47, places: { field: 'x' }, passing: true });
  });

  it('have words when something on the way answers with a page of its own', () => {
    const problem = problemOf(502, '<html>Bad gateway</html>');
    expect(problem).toMatchObject({ code: 'http.502', title: 'An outside service could not be reached' });
    expect(problem.detail).not.toContain('<html>');
  });
});
