/** A refusal or failure of a call, worded for people: the server's RFC 9457 document, or what happened on the way to it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** To quote when asking for help; the server's log has it. */
  readonly id: string | undefined;
  readonly places: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(of: {
    status: number;
    code: string;
    title: string;
    detail: string;
    id?: string | undefined;
    places?: Record<string, unknown> | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(`${of.title}: ${of.detail}`);
    this.name = 'ApiProblem';
    this.status = of.status;
    this.code = of.code;
    this.title = of.title;
    this.detail = of.detail;
    this.id = of.id;
    this.places = of.places ?? {};
    this.retryAfterSeconds = of.retryAfterSeconds;
  }

  /** Nothing was decided by the server: trying again later can help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const TITLES: Record<number, string> = {
  400: 'The request could not be read',
  401: 'You are not signed in',
  403: 'You may not do this',
  404: 'Not found',
  409: 'This does not fit the present state',
  413: 'The file is too large',
  422: 'The input needs a correction',
  429: 'Too many requests',
  502: 'An outside service could not be reached',
  503: 'The server is not ready',
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads the answer of a refused call. Anything may come: a problem document, a proxy's HTML, nothing. */
export function problemOf(status: number, body: string, headers?: { get(name: string): string | null }): ApiProblem {
  let document: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed && typeof parsed === 'object' && !Array.isArray(parsed)) document = parsed as Record<string, unknown>;
  } catch {
    // not JSON: the status has to say it
  }
  const wait = Number(document.retryAfterSeconds ?? headers?.get('Retry-After') ?? Number.NaN);
  const places = document.places;
  return new ApiProblem({
    status,
    code: text(document.code) ?? `http.${status}`,
    title: text(document.title) ?? TITLES[status] ?? (status >= 500 ? 'The server had a fault' : 'The request was refused'),
    detail: text(document.detail) ?? `The server answered with status ${status}.`,
    id: text(document.id) ?? text(headers?.get('X-Request-Id')),
    places: places && typeof places === 'object' ? (places as Record<string, unknown>) : {},
    retryAfterSeconds: Number.isFinite(wait) ? wait : undefined,
  });
}

export function offlineProblem(): ApiProblem {
  return navigator.onLine === false
    ? new ApiProblem({
        status: 0,
        code: 'web.offline',
        title: 'This device is offline',
        detail: 'There is no network just now. What you see may be old; it is brought up to date once the network is back.',
      })
    : new ApiProblem({
        status: 0,
        code: 'web.unreachable',
        title: 'The server cannot be reached',
        detail: 'It may be restarting, or something on the way to it is down. Try again in a moment.',
      });
}

export function timeoutProblem(seconds: number): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'web.timed-out',
    title: 'The server took too long',
    detail: `No answer came within ${seconds} seconds. What was asked may still have been done: look before you try again.`,
  });
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    status: -1,
    code: 'web.fault',
    title: 'This page has a fault',
    detail: error instanceof Error ? error.message : String(error),
  });
}
