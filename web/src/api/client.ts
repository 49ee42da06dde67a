import { offlineProblem, problemOf, timeoutProblem } from './problem';

const BASE = '/api/v1';
const SAFE = new Set(['GET', 'HEAD']);

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  query?: Query | undefined;
  body?: unknown;
  /** The media type of a body that is sent as the text it is. */
  textType?: string;
  signal?: AbortSignal | undefined;
  timeoutSeconds?: number;
}

type SignedOutListener = () => void;
let signedOutListener: SignedOutListener | undefined;

/** Called when a call finds that nobody is signed in (any more). */
export function onSignedOut(listener: SignedOutListener): void {
  signedOutListener = listener;
}

export function addressOf(path: string, query?: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return BASE + path + (tail ? `?${tail}` : '');
}

function csrfToken(): string | undefined {
  const entry = document.cookie.split('; ').find((cookie) => cookie.startsWith('XSRF-TOKEN='));
  return entry && decodeURIComponent(entry.slice('XSRF-TOKEN='.length));
}

/** The first unsafe call of a visit may come before any answer has set the cookie. */
async function freshCsrfToken(): Promise<string | undefined> {
  await fetch(`${BASE}/session`, { credentials: 'same-origin', cache: 'no-store' }).catch(() => undefined);
  return csrfToken();
}

function reportSignedOut(path: string, status: number): void {
  if (status === 401 && !path.startsWith('/session') && !path.startsWith('/setup')) signedOutListener?.();
}

async function send(method: string, path: string, options: CallOptions, token: string | undefined): Promise<Response> {
  const seconds = options.timeoutSeconds ?? 30;
  const timeout = AbortSignal.timeout(seconds * 1000);
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = options.textType ?? 'application/json';
  if (token) headers['X-XSRF-TOKEN'] = token;
  try {
    return await fetch(addressOf(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: options.body === undefined ? null : options.textType ? String(options.body) : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw timeout.aborted ? timeoutProblem(seconds) : offlineProblem();
  }
}

export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const unsafe = !SAFE.has(method);
  let response = await send(method, path, options, unsafe ? (csrfToken() ?? (await freshCsrfToken())) : undefined);
  let body = await response.text();
  if (unsafe && response.status === 403 && problemOf(403, body).code === 'http.csrf-token') {
    // The token changes at sign-in in another tab: a refusal for the old one deserves one more try.
    response = await send(method, path, options, await freshCsrfToken());
    body = await response.text();
  }
  if (!response.ok) {
    reportSignedOut(path, response.status);
    throw problemOf(response.status, body, response.headers);
  }
  return (body ? JSON.parse(body) : undefined) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal, timeoutSeconds?: number) => call<T>('GET', path, { query, signal, ...(timeoutSeconds ? { timeoutSeconds } : {}) });
export const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, { body });
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, { body });
export const patch = <T>(path: string, body: unknown) => call<T>('PATCH', path, { body });
export const sendText = <T>(path: string, body: string, textType: string) => call<T>('POST', path, { body, textType });
export const remove = (path: string) => call<undefined>('DELETE', path);

/** Sends a form with a file; fetch cannot tell how much has been sent, XMLHttpRequest can. */
export async function upload<T>(path: string, form: FormData, progress: (share: number) => void, signal?: AbortSignal): Promise<T> {
  const token = csrfToken() ?? (await freshCsrfToken());
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', BASE + path);
    request.setRequestHeader('Accept', 'application/json');
    if (token) request.setRequestHeader('X-XSRF-TOKEN', token);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => reject(offlineProblem());
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve((request.responseText ? JSON.parse(request.responseText) : undefined) as T);
        return;
      }
      reportSignedOut(path, request.status);
      reject(problemOf(request.status, request.responseText, { get: (name) => request.getResponseHeader(name) }));
    };
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
