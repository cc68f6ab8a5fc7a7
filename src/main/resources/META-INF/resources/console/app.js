// The frame around all views: navigation, theme, what is said, and whether the broker is there.
import { View, html, nothing } from './parts/view.js';
import { connection, get } from './api.js';
import { route } from './routes.js';
import { cluster } from './stream.js';

const SECTIONS = [
  ['overview', '#/', 'Overview'],
  ['topics', '#/topics', 'Topics'],
  ['groups', '#/groups', 'Groups'],
  ['topology', '#/topology', 'Topology'],
  ['transactions', '#/transactions', 'Transactions'],
  ['brokers', '#/brokers', 'Brokers'],
];

const THEMES = { '': 'System', light: 'Light', dark: 'Dark' };

class Console extends View {
  static properties = {
    shown: { state: true },
    said: { state: true },
    cluster: { state: true },
    theme: { state: true },
  };

  constructor() {
    super();
    this.theme = document.documentElement.dataset.theme || '';
    this.said = null;
  }

  connectedCallback() {
    this.replaceChildren();
    super.connectedCallback();
    addEventListener('hashchange', () => this.go());
    addEventListener('suiro-say', (event) => this.say(event.detail));
    addEventListener('keydown', (event) => this.key(event));
    connection.addEventListener('change', () => {
      this.requestUpdate();
      if (connection.online) {
        this.say({ text: 'The broker is back.', ms: 4000 });
        this.name();
      }
    });
    cluster.start();
    connection.addEventListener('known', () => this.name());
    this.go();
    this.name();
  }

  async name() {
    try {
      this.cluster = (await get('cluster')).clusterId;
    } catch {
      // the views tell
    }
  }

  async go() {
    const first = !this.shown;
    const turn = (this.turn = (this.turn || 0) + 1);
    const shown = await route(location.hash);
    if (turn !== this.turn) {
      return;
    }
    this.shown = shown;
    document.title = `${this.shown.title} · Suiro`;
    await this.updateComplete;
    if (!first && this.path !== this.shown.page) {
      scrollTo(0, 0);
      requestAnimationFrame(() => this.focusTitle());
    }
    this.path = this.shown.page;
  }

  /** So that what is read aloud and the tabulator key begin there; a view that has put the focus into a field keeps it. */
  focusTitle() {
    if (!this.querySelector('main').contains(document.activeElement)) {
      this.querySelector('h1')?.focus({ preventScroll: true });
    }
  }

  key(event) {
    const typing = event.target.closest?.('input, textarea, select, dialog');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = this.querySelector('main input[type=search]');
      if (search) {
        event.preventDefault();
        search.focus();
      } else {
        location.hash = '#/topics';
      }
    }
  }

  say(said) {
    clearTimeout(this.saying);
    this.said = said;
    this.saying = setTimeout(() => (this.said = null), said.ms || 6000);
  }

  choose(theme) {
    this.theme = theme;
    if (theme) {
      document.documentElement.dataset.theme = theme;
    } else {
      delete document.documentElement.dataset.theme;
    }
    try {
      localStorage.setItem('suiro.theme', theme);
    } catch {
      // for this page only
    }
    dispatchEvent(new Event('suiro-theme'));
  }

  render() {
    const section = this.shown?.section;
    return html`<a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header class="side">
        <a class="brand" href="#/"><img src="/favicon.svg" alt="" width="26" height="26"><span>Suiro</span></a>
        <nav aria-label="Views"><ul>${SECTIONS.map(([id, href, name]) => html`<li><a href=${href}
          aria-current=${id === section ? 'page' : nothing}>${name}</a></li>`)}</ul></nav>
        <div class="foot">
          ${this.cluster ? html`<p class="cluster">Cluster<span class="mono">${this.cluster}</span></p>` : nothing}
          <label class="theme"><span>Theme</span><select @change=${(event) => this.choose(event.target.value)}>
            ${Object.entries(THEMES).map(([id, name]) => html`<option value=${id} ?selected=${id === this.theme}>${name}</option>`)}</select></label>
        </div>
      </header>
      <div class="stage">
        ${connection.online ? nothing : html`<div class="offline" role="alert"><strong>The broker does not answer.</strong>
          What you see is from before ${new Date(connection.since).toLocaleTimeString()}. Trying again…</div>`}
        <main id="main" tabindex="-1" class=${connection.online ? '' : 'outdated'}>${this.shown?.view ?? nothing}</main>
      </div>
      <div class="toast" role="status" aria-live="polite">${this.said ? html`<div>${this.said.text}
        ${this.said.href ? html`<a href=${this.said.href}>${this.said.link}</a>` : nothing}</div>` : nothing}</div>`;
  }

  skip(event) {
    event.preventDefault();
    document.getElementById('main').focus();
  }
}

customElements.define('suiro-console', Console);
