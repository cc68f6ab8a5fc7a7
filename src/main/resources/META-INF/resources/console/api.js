// Requests to the broker that serves this page, and whether it can be reached.

/** A refusal as the broker explains it (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.title = body.title || `HTTP ${status}`;
    this.detail = body.detail || '';
    this.field = body.field || '';
    this.kafkaError = body.kafkaError || '';
  }
}

/** Nobody answers: the broker is down, or the network between. */
export class Unreachable extends Error {
  constructor() {
    super('The broker does not answer.');
  }
}

const PROBE_MS = 1500;

/** Fires `change` when the broker goes away and when it is back, `known` when it answers somebody whom it did not know before. */
export const connection = Object.assign(new EventTarget(), { online: true, since: 0, stranger: false });

function setStranger(stranger) {
  const known = connection.stranger && !stranger;
  connection.stranger = stranger;
  if (known) {
    connection.dispatchEvent(new Event('known'));
  }
}

function setOnline(online) {
  if (connection.online === online) {
    return;
  }
  connection.online = online;
  connection.since = Date.now();
  connection.dispatchEvent(new Event('change'));
  if (!online) {
    setTimeout(probe, PROBE_MS);
  }
}

async function probe() {
  try {
    await fetch('/q/health/live', { cache: 'no-store' });
    setOnline(true);
  } catch {
    setTimeout(probe, PROBE_MS);
  }
}

/** Integers beyond what a number holds exactly come as BigInt: offsets and ids within records. */
export function exact(key, value, context) {
  return typeof value === 'number' && context && /^-?\d+$/.test(context.source) && !Number.isSafeInteger(value)
    ? BigInt(context.source)
    : value;
}

function query(params) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params || {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '' && each !== false) {
        search.append(name, each);
      }
    }
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

export const address = (path, params) => `/api/v1/${path}${query(params)}`;

/** @param body an object, or text that is JSON already */
async function request(method, path, { params, body, signal } = {}) {
  let response;
  try {
    response = await fetch(address(path, params), {
      method,
      signal,
      cache: 'no-store',
      headers: method === 'GET' ? {} : { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    setOnline(false);
    throw new Unreachable();
  }
  setOnline(true);
  setStranger(response.status === 401);
  const text = await response.text();
  if (!response.ok) {
    throw new Problem(response.status, problemBody(text));
  }
  return text ? JSON.parse(text, exact) : null;
}

function problemBody(text) {
  try {
    return JSON.parse(text) || {};
  } catch {
    return {};
  }
}

export const get = (path, params, signal) => request('GET', path, { params, signal });
export const post = (path, body, params) => request('POST', path, { body, params });
export const put = (path, body, params) => request('PUT', path, { body, params });
export const patch = (path, body, params) => request('PATCH', path, { body, params });
export const del = (path, params) => request('DELETE', path, { params });

/** A segment of a path. */
export const seg = encodeURIComponent;

/** What the broker counts of itself, by series of Prometheus's text format. */
export async function metrics() {
  let text;
  try {
    text = await (await fetch('/q/metrics', { cache: 'no-store' })).text();
  } catch {
    setOnline(false);
    throw new Unreachable();
  }
  const series = new Map();
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ');
    if (at > 0 && line[0] !== '#') {
      series.set(line.slice(0, at), Number(line.slice(at + 1)));
    }
  }
  return series;
}

/** All results of `work` on `items`, a few at a time; null for an item that fails. */
export async function each(items, work, atOnce = 4) {
  const results = new Array(items.length).fill(null);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      try {
        results[at] = await work(items[at]);
      } catch (failure) {
        if (failure instanceof Unreachable) {
          throw failure;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
