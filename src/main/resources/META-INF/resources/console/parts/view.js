// What all views share: no shadow root, so that one style sheet and one tree of headings serve the page; and polling.
import { LitElement, html, nothing } from 'lit';
import { connection, Unreachable } from '../api.js';

export { html, nothing };

export class View extends LitElement {
  createRenderRoot() {
    return this;
  }
}

const TOGETHER_MS = 250;

/**
 * Asks again and again while its view is shown, and keeps the last good answer. A `stream` makes that quicker and rarer: each of its events is turned by `take` into what
 * is known then, or makes it ask at once if that gives nothing; and while it is up, it asks every `restMs` only, for what is not told.
 */
export class Poll {
  constructor(host, ask, everyMs = 3000, { stream = null, restMs = everyMs, take = () => undefined } = {}) {
    Object.assign(this, { host, ask, everyMs, stream, restMs, take });
    this.data = undefined;
    this.error = null;
    this.wake = () => this.now();
    this.turned = () => this.soon();
    this.told = (event) => this.hear(event.detail);
    host.addController(this);
  }

  hostConnected() {
    this.connected = true;
    connection.addEventListener('change', this.wake);
    connection.addEventListener('known', this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.stream?.addEventListener('turned', this.turned);
    this.stream?.addEventListener('told', this.told);
    this.stream?.start();
    this.now();
  }

  hostDisconnected() {
    this.connected = false;
    clearTimeout(this.timer);
    connection.removeEventListener('change', this.wake);
    connection.removeEventListener('known', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    this.stream?.stop();
    this.stream?.removeEventListener('turned', this.turned);
    this.stream?.removeEventListener('told', this.told);
  }

  hear(event) {
    const taken = this.data === undefined ? undefined : this.take(this.data, event);
    if (taken === undefined) {
      this.soon();
    } else {
      this.data = taken;
      this.host.requestUpdate();
    }
  }

  /** Once for all that happens at about the same time, and after the answer that is waited for. */
  soon() {
    if (!this.due && !this.asking) {
      clearTimeout(this.timer);
      this.timer = setTimeout(this.wake, TOGETHER_MS);
    }
    this.due = true;
  }

  /** At once; with `anew` what is known counts as outdated. */
  async now(anew = false) {
    clearTimeout(this.timer);
    if (!this.connected || document.hidden) {
      return;
    }
    if (anew) {
      this.data = undefined;
      this.error = null;
    }
    const turn = (this.turn = (this.turn || 0) + 1);
    this.asking = true;
    this.due = false;
    try {
      const data = await this.ask();
      if (turn !== this.turn) {
        return;
      }
      this.data = data;
      this.error = null;
    } catch (failure) {
      if (turn !== this.turn) {
        return;
      }
      if (!(failure instanceof Unreachable) && !failure.status) {
        console.error(failure);
      }
      this.error = failure;
    }
    this.asking = false;
    if (this.connected) {
      this.host.requestUpdate();
      clearTimeout(this.timer);
      if (connection.stranger) {
        return; // a browser asks for name and password each time
      }
      this.timer = setTimeout(this.wake, this.due ? TOGETHER_MS : this.stream?.up ? this.restMs : this.everyMs);
    }
  }

  /** The content once there is some; before that what is going on. */
  show(content) {
    if (this.data === undefined) {
      return this.error ? failed(this.error, () => this.now()) : loading();
    }
    const stale = this.error && !(this.error instanceof Unreachable);
    return html`${stale ? notice('warn', this.error.title || 'This is out of date.', this.error.detail || this.error.message) : nothing}
      ${content(this.data)}`;
  }
}

export const loading = () => html`<div class="loading" role="status"><span class="visually-hidden">Loading</span>
  <span class="bone"></span><span class="bone"></span><span class="bone"></span></div>`;

export function failed(error, retry) {
  return html`<div class="state bad" role="alert">
    <h2>${error instanceof Unreachable ? 'The broker does not answer' : error.title || 'Something went wrong'}</h2>
    <p>${error instanceof Unreachable ? 'This view comes back by itself as soon as it does.' : error.detail || error.message}</p>
    ${error.kafkaError ? html`<p class="code">${error.kafkaError}</p>` : nothing}
    ${retry ? html`<button class="button" @click=${retry}>Try again</button>` : nothing}
  </div>`;
}

export const empty = (title, text, action = nothing) =>
  html`<div class="state"><h2>${title}</h2><p>${text}</p>${action}</div>`;

export const notice = (kind, title, text) =>
  html`<div class="notice ${kind}" role=${kind === 'bad' ? 'alert' : 'status'}><strong>${title}</strong> ${text}</div>`;

export const pill = (kind, text) => html`<span class="pill ${kind}">${text}</span>`;

/** Title, what is said of it, what can be done, and the way back. */
export const heading = ({ title, above = nothing, about = nothing, actions = nothing }) => html`<header class="heading">
  <div class="titles">${above === nothing ? nothing : html`<nav class="crumbs" aria-label="Path">${above}</nav>`}
  <h1 tabindex="-1">${title}</h1><div class="about">${about}</div></div>
  <div class="actions">${actions}</div></header>`;

/** Figures in a row. */
export const figures = (list) => html`<dl class="figures">${list.filter(Boolean).map(
  ({ name, value, note = nothing, kind = '', href }) => html`<div class="figure ${kind}"><dt>${name}</dt>
    <dd>${href ? html`<a href=${href}>${value}</a>` : value}<span class="note">${note}</span></dd></div>`)}</dl>`;

const TOAST_MS = 6000;

/** Says what has been done, to eyes and ears. */
export function say(text, href, link) {
  dispatchEvent(new CustomEvent('suiro-say', { detail: { text, href, link, ms: TOAST_MS } }));
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    say('The browser does not let this page use the clipboard.');
  }
}
