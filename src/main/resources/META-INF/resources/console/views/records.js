// The records of a topic: looked for, travelled through, followed, and read in detail.
import { View, html, nothing, empty, failed, copy } from '../parts/view.js';
import { repeat } from 'lit/directives/repeat.js';
import { Unreachable, seg } from '../api.js';
import { bytes, count, json, localInput, time } from '../format.js';
import { Backwards, Follow, Forwards, MOST_PARTITIONS } from '../scan.js';
import { remember } from '../routes.js';
import { keep } from '../draft.js';

const FORMATS = [['', 'Auto'], ['text', 'Text'], ['json', 'JSON'], ['number', 'Number'], ['hex', 'Hex']];
const STARTS = [['', 'Newest'], ['oldest', 'Oldest'], ['offset', 'Offset'], ['time', 'Time']];
const KEPT_LIVE = 500;
const EARLIER = { '15 min': 15, '1 h': 60, '24 h': 1440 };

class Records extends View {
  static properties = { topic: { attribute: false }, params: { attribute: false }, live: { state: true } };

  constructor() {
    super();
    Object.assign(this, { live: false, records: null, error: null, busy: false, open: new Set(), arrived: 0 });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  willUpdate(changed) {
    if (changed.has('params')) {
      const of = (name) => this.params.get(name) || '';
      this.form = { partition: of('partition'), start: of('start'), offset: of('offset'), time: of('time'), key: of('key'), value: of('value'), header: of('header'),
        keyFormat: of('keyFormat'), valueFormat: of('valueFormat') };
    }
    if (changed.has('params') && this.topic) {
      queueMicrotask(() => this.search());
    }
  }

  /** Where to begin is chosen; a time or an offset is asked for at once. */
  async begin(start) {
    this.form.start = start;
    if (start === 'time' && !this.form.time) {
      this.form.time = localInput(new Date(Date.now() - 3_600_000));
    }
    if (start === 'offset' && !this.form.offset) {
      this.form.offset = '0';
    }
    this.search();
    await this.updateComplete;
    this.querySelector('.place input')?.focus();
  }

  stop() {
    this.abort?.abort();
    this.following?.stop();
    this.following = null;
    this.live = false;
  }

  partitions() {
    return this.form.partition === '' ? this.topic.partitions.slice(0, MOST_PARTITIONS).map((each) => each.partition) : [Number(this.form.partition)];
  }

  filter() {
    const { key, value, header, keyFormat, valueFormat } = this.form;
    return { key, value, header, keyFormat, valueFormat };
  }

  scan() {
    switch (this.form.start) {
      case 'oldest':
        return new Forwards(this.topic, this.filter(), this.partitions(), {});
      case 'offset':
        return new Forwards(this.topic, this.filter(), this.partitions(), { offset: this.form.offset || '0' });
      case 'time': {
        const at = new Date(this.form.time);
        return new Forwards(this.topic, this.filter(), this.partitions(), { timestamp: Number.isNaN(at.getTime()) ? this.form.time || '?' : at.toISOString() });
      }
      default:
        return new Backwards(this.topic, this.filter(), this.partitions());
    }
  }

  search() {
    this.stop();
    remember(this.form);
    this.records = null;
    this.open = new Set();
    this.scanning = this.scan();
    return this.more();
  }

  async more() {
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    Object.assign(this, { busy: true, error: null });
    this.requestUpdate();
    try {
      const found = await this.scanning.more(abort.signal, () => this.requestUpdate());
      if (abort.signal.aborted) {
        return;
      }
      this.records = [...(this.records || []), ...found];
    } catch (failure) {
      if (abort.signal.aborted) {
        return;
      }
      this.error = failure;
    }
    this.busy = false;
    this.requestUpdate();
  }

  follow() {
    if (this.live) {
      this.stop();
      return;
    }
    this.stop();
    this.live = true;
    this.error = null;
    this.busy = false;
    this.arrived = 0;
    this.records = this.records || [];
    if (this.scanning && !this.scanning.newestFirst) {
      this.records = [];
    }
    this.following = new Follow(this.topic, this.filter(), this.partitions(), (found) => {
      const known = new Set(this.records.map(place));
      const fresh = found.filter((record) => !known.has(place(record)));
      this.arrived += fresh.length;
      this.records = [...fresh, ...this.records].slice(0, KEPT_LIVE);
      this.requestUpdate();
    }, (failure) => {
      this.error = failure;
      this.requestUpdate();
    });
    this.following.start();
  }

  render() {
    return html`<section class="records" aria-label="Records">${this.bar()}${this.status()}${this.list()}</section>`;
  }

  bar() {
    const { form } = this;
    const set = (name, now) => (event) => {
      form[name] = event.target.value;
      if (now) {
        this.search();
      }
      this.requestUpdate();
    };
    const choice = (name, label, options) => html`<label>${label}<select .value=${form[name]} @change=${set(name, true)}>
      ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === form[name]}>${text}</option>`)}</select></label>`;
    const wrong = (name) => (this.error?.field === name ? 'true' : nothing);
    const text = (name, label, placeholder) => html`<label>${label}<input type="search" .value=${form[name]} placeholder=${placeholder} spellcheck="false"
      aria-invalid=${wrong(name)} @input=${set(name, false)}></label>`;
    return html`<form class="filters" role="search" @submit=${(event) => { event.preventDefault(); this.search(); }}>
      <div class="line"><fieldset class="segments"><legend>Begin at</legend>${STARTS.map(([value, text]) => html`<label><input type="radio" name="start" .value=${value} .checked=${value === form.start}
        @change=${() => this.begin(value)}><span>${text}</span></label>`)}</fieldset>
      ${form.start === 'offset' ? html`<label class="place">Offset<input type="number" min="0" .value=${form.offset} aria-invalid=${wrong('offset')} @input=${set('offset', false)} @change=${set('offset', true)}></label>` : nothing}
      ${form.start === 'time' ? html`<label class="place">Time<input type="datetime-local" step="1" .value=${form.time} aria-invalid=${wrong('timestamp')} @input=${set('time', false)} @change=${set('time', true)}></label>
        <span class="presets" role="group" aria-label="So long ago">${Object.entries(EARLIER).map(([name, minutes]) => html`<button type="button" class="quiet" @click=${() => {
          form.time = localInput(new Date(Date.now() - minutes * 60_000));
          this.search();
        }}>${name} ago</button>`)}</span>` : nothing}
      ${choice('partition', 'Partition', [['', 'All'], ...this.topic.partitions.map((each) => [String(each.partition), String(each.partition)])])}
      ${choice('keyFormat', 'Key as', FORMATS)}
      ${choice('valueFormat', 'Value as', FORMATS)}</div>
      <div class="line">${text('value', 'Value has', 'text')}
      ${text('key', 'Key has', 'text')}
      ${text('header', 'Header', 'name:text')}
      <span class="go"><button class="button primary">Search</button>
      <button type="button" class="button ${this.live ? 'live' : ''}" aria-pressed=${this.live ? 'true' : 'false'} @click=${() => this.follow()}>${this.live ? 'Stop' : 'Live'}</button></span></div>
    </form>`;
  }

  status() {
    const some = this.records?.length ?? 0;
    const { scanning } = this;
    const bound = this.form.partition === '' && this.topic.partitions.length > MOST_PARTITIONS
      ? html` Of the first ${MOST_PARTITIONS} partitions: choose another above.` : nothing;
    let words;
    if (this.live) {
      words = html`<span class="pulse" aria-hidden="true"></span> Following: ${count(this.arrived)} since you began.`;
    } else if (this.busy) {
      words = scanning?.newestFirst && scanning.total ? html`Looked through ${count(scanning.total - scanning.left())} of ${count(scanning.total)}…
        <button class="quiet" @click=${() => { this.stop(); this.busy = false; this.records ??= []; this.requestUpdate(); }}>Stop</button>` : 'Looking…';
    } else {
      words = html`${count(some)} ${some === 1 ? 'record' : 'records'}${scanning?.newestFirst && scanning.total ? html`, looked through ${count(scanning.total - scanning.left())} of ${count(scanning.total)}` : nothing}.${bound}`;
    }
    return html`<p class="status" role="status">${words}</p>
      ${this.error && this.records ? html`<div class="notice bad" role="alert"><strong>${this.error instanceof Unreachable ? 'The broker does not answer.' : this.error.title || this.error.message}</strong> ${this.error.detail || ''}</div>` : nothing}`;
  }

  list() {
    if (this.error && !this.records) {
      return failed(this.error, () => this.search());
    }
    if (!this.records) {
      return this.busy ? html`<div class="loading"><span class="bone"></span><span class="bone"></span><span class="bone"></span></div>` : nothing;
    }
    if (this.records.length === 0 && !this.busy) {
      const filtered = Object.values(this.filter()).some(Boolean);
      return this.live ? empty('Waiting for records', 'They appear here as they are written.')
        : filtered || this.form.start ? empty('Nothing found', this.scanning?.done() ? 'No record is like that.' : 'Not so far.', this.further())
        : empty('There are no records', 'Nothing has been written yet, or all of it has been deleted since.', html`<a class="button primary" href="#/topics/${seg(this.topic.name)}/produce">Produce one</a>`);
    }
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Records found"><table class="of-records"><caption class="visually-hidden">Records of ${this.topic.name}</caption>
      <thead><tr><th scope="col" class="number">Partition</th><th scope="col" class="number">Offset</th><th scope="col">Time</th><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
      <tbody>${repeat(this.records, place, (record) => this.row(record))}</tbody></table></div>
      <div class="more">${this.live ? nothing : this.further()}</div>`;
  }

  further() {
    if (!this.scanning || this.scanning.done()) {
      return nothing;
    }
    return html`<button class="button" ?disabled=${this.busy} @click=${() => this.more()}>${this.scanning.newestFirst ? 'Older records' : 'More records'}</button>`;
  }

  row(record) {
    const id = place(record);
    const open = this.open.has(id);
    const toggle = () => {
      if (!this.open.delete(id)) {
        this.open.add(id);
      }
      this.requestUpdate();
    };
    return html`<tr class="record ${open ? 'open' : ''}" @click=${(event) => event.target.closest('a, button') || getSelection().toString() || toggle()}>
        <td class="number">${record.partition}</td>
        <th scope="row" class="number"><button class="disclose" aria-expanded=${open ? 'true' : 'false'} aria-label="Record at offset ${record.offset} of partition ${record.partition}" @click=${toggle}>${count(record.offset)}</button></th>
        <td class="mono when">${time(record.timestamp)}</td>
        <td class="mono key">${short(record.key, record.keyFormat, 60)}</td>
        <td class="mono value">${short(record.value, record.valueFormat, 300)}</td></tr>
      ${open ? html`<tr class="detail"><td colspan="5">${this.detail(record)}</td></tr>` : nothing}`;
  }

  detail(record) {
    const part = (name, value, format) => html`<section><header><h3>${name}</h3><span class="pill">${format ?? 'none'}</span>
      ${value === null ? nothing : html`<button class="quiet" @click=${() => copy(plain(value))}>Copy</button>`}</header>
      ${value === null ? html`<p class="faint">${name === 'Value' ? 'none: a tombstone' : 'none'}</p>` : html`<pre tabindex="0" aria-label=${name}>${pretty(value)}</pre>`}</section>`;
    return html`<div class="record-detail">
      <dl class="inline"><div><dt>Partition</dt><dd>${record.partition}</dd></div><div><dt>Offset</dt><dd>${record.offset}</dd></div>
        <div><dt>Timestamp</dt><dd>${record.timestamp ?? 'none'}</dd></div><div><dt>Size</dt><dd>${bytes(record.bytes)}</dd></div></dl>
      ${part('Key', record.key, record.keyFormat)}${part('Value', record.value, record.valueFormat)}
      ${record.headers.length === 0 ? nothing : html`<section><header><h3>Headers</h3></header><dl class="headers">${record.headers.map((header) => html`<div><dt class="mono">${header.name}</dt>
        <dd class="mono">${header.value === null ? 'none' : plain(header.value)} ${header.format === 'hex' ? html`<span class="pill">hex</span>` : nothing}</dd></div>`)}</dl></section>`}
      <p class="acts"><button class="quiet" @click=${() => copy(json(record, 2))}>Copy all as JSON</button>
        <a class="quiet" href="#/topics/${seg(this.topic.name)}/produce" @click=${() => keep(this.topic.name, record)}>Produce again</a></p></div>`;
  }
}

const place = (record) => `${record.partition}:${record.offset}`;
const plain = (value) => (typeof value === 'string' ? value : json(value));
const pretty = (value) => (typeof value === 'string' ? value : json(value, 2));

function short(value, format, most) {
  if (value === null) {
    return html`<span class="faint">none</span>`;
  }
  const text = plain(value);
  return html`${format === 'hex' ? html`<span class="faint">0x</span>` : nothing}${text.length > most ? `${text.slice(0, most)}…` : text}`;
}

customElements.define('v-records', Records);
