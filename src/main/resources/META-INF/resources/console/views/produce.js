// Writing records to a topic by hand.
import { View, html, nothing } from '../parts/view.js';
import { area, field, input, select } from '../parts/dialog.js';
import { Problem, post, seg } from '../api.js';
import { count, json, plural } from '../format.js';
import { take } from '../draft.js';

const FORMATS = [['auto', 'Auto'], ['text', 'Text'], ['json', 'JSON'], ['number', 'Number of 8 bytes'], ['hex', 'Hex']];

/** As the broker would say it. */
const refusal = (part, detail) => new Problem(400, { field: `records[0].${part}`, detail });

class Produce extends View {
  static properties = { topic: { attribute: false }, problem: { state: true }, busy: { state: true } };

  constructor() {
    super();
    Object.assign(this, { key: '', value: '', keyFormat: 'auto', valueFormat: 'auto', partition: '', headers: [], tombstone: false, problem: null, busy: false, sent: [] });
  }

  firstUpdated() {
    const again = take(this.topic.name);
    if (again) {
      const text = (value) => (value === null ? '' : typeof value === 'string' ? value : json(value, 2));
      Object.assign(this, { key: text(again.key), value: text(again.value), tombstone: again.value === null,
        keyFormat: again.keyFormat ?? 'auto', valueFormat: again.valueFormat ?? 'auto',
        headers: again.headers.map((header) => ({ name: header.name, value: header.value ?? '' })) });
      this.requestUpdate();
    }
    this.querySelector('#produce-value')?.focus();
  }

  refusal(name) {
    const told = this.problem?.field || '';
    return told === name || told.startsWith(`records[0].${name}`) ? this.problem.detail : '';
  }

  set(name) {
    return (value) => {
      this[name] = value;
      this.problem = null;
      this.requestUpdate();
    };
  }

  render() {
    const known = ['key', 'value', 'partition', 'headers'].some((name) => this.refusal(name));
    return html`<div class="columns produce"><form class="panel" novalidate @submit=${(event) => this.send(event)} @keydown=${(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          this.send(event);
        }
      }}>
      <header><h2>Record</h2><p>Ctrl + Enter sends it</p></header>
      ${this.problem && !known ? html`<div class="notice bad" role="alert"><strong>${this.problem.title || this.problem.message}</strong> ${this.problem.detail || ''}</div>` : nothing}
      ${field({ id: 'produce-value', label: 'Value', error: this.refusal('value'), hint: this.tombstone ? 'None is written: a tombstone, with which compaction removes the key' : '',
        control: this.tombstone ? ({ id, told }) => html`<textarea id=${id} rows="2" disabled aria-describedby=${told}></textarea>` : area({ value: this.value, rows: 9, change: this.set('value') }) })}
      <div class="row">${field({ id: 'produce-value-format', label: 'Value is', hint: 'Auto: JSON if it is an object or an array, else text', control: select({ value: this.valueFormat, options: FORMATS, change: this.set('valueFormat'), disabled: this.tombstone }) })}
        <label class="check"><input type="checkbox" .checked=${this.tombstone} @change=${(event) => this.set('tombstone')(event.target.checked)}> No value (tombstone)</label></div>
      <div class="row">${field({ id: 'produce-key', label: 'Key', error: this.refusal('key'), hint: 'None if empty', control: input({ value: this.key, mono: true, change: this.set('key') }) })}
        ${field({ id: 'produce-key-format', label: 'Key is', control: select({ value: this.keyFormat, options: FORMATS, change: this.set('keyFormat') }) })}
        ${field({ id: 'produce-partition', label: 'Partition', error: this.refusal('partition'), narrow: true, control: select({ value: this.partition, change: this.set('partition'),
          options: [['', 'By the key'], ...this.topic.partitions.map((each) => [String(each.partition), String(each.partition)])] }) })}</div>
      <fieldset><legend>Headers</legend>${this.headers.map((header, at) => html`<div class="row header-row">
          <input class="mono" aria-label="Name of header ${at + 1}" placeholder="name" .value=${header.name} @input=${(event) => { header.name = event.target.value; }}>
          <input class="mono" aria-label="Value of header ${at + 1}" placeholder="value" .value=${header.value} @input=${(event) => { header.value = event.target.value; }}>
          <button type="button" class="quiet icon" aria-label="Remove header ${at + 1}" @click=${() => this.set('headers')(this.headers.filter((each) => each !== header))}>✕</button></div>`)}
        ${this.refusal('headers') ? html`<p class="error" role="alert">${this.refusal('headers')}</p>` : nothing}
        <button type="button" class="quiet" @click=${() => this.set('headers')([...this.headers, { name: '', value: '' }])}>Add a header</button></fieldset>
      <footer><button class="button primary" ?disabled=${this.busy}>Send</button></footer></form>
      <section class="panel" aria-live="polite"><header><h2>Sent</h2><p>${this.sent.length ? plural(this.sent.length, 'record') : nothing}</p></header>
        ${this.sent.length === 0 ? html`<p class="quietly">What you send is listed here, with where it is.</p>`
          : html`<ol class="sent">${this.sent.map((each) => html`<li><a href="#/topics/${seg(this.topic.name)}/records?partition=${each.partition}&start=offset&offset=${each.offset}">
            Partition ${each.partition}, offset ${count(each.offset)}</a><span class="mono faint">${each.text}</span></li>`)}</ol>`}</section></div>`;
  }

  /** As the request wants it: what is no text is parsed here, so that it is not sent as a string. */
  given(name, text, format) {
    const looksLikeJson = /^\s*[[{]/.test(text);
    if (format === 'text' || format === 'hex') {
      return format === 'hex' ? text.replaceAll(/\s/g, '') : text;
    }
    if (format === 'number') {
      if (!/^\s*-?\d+\s*$/.test(text)) {
        throw refusal(name, 'A whole number is wanted.');
      }
      return BigInt(text.trim());
    }
    if (format === 'auto' && !looksLikeJson) {
      return text;
    }
    try {
      return { json: JSON.parse(text) };
    } catch (failure) {
      if (format === 'auto') {
        return text;
      }
      throw refusal(name, `This is no JSON: ${failure.message}.`);
    }
  }

  async send(event) {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    Object.assign(this, { busy: true, problem: null });
    try {
      const key = this.key === '' ? null : this.given('key', this.key, this.keyFormat);
      const value = this.tombstone ? null : this.given('value', this.value, this.valueFormat);
      // JSON goes as the text that was typed: parsing and writing it again would change long numbers
      const raw = (given, text) => (given === null ? 'null' : typeof given === 'bigint' ? String(given) : typeof given === 'object' ? text : JSON.stringify(given));
      const rest = JSON.stringify({ partition: this.partition === '' ? null : Number(this.partition), headers: this.headers.filter((header) => header.name || header.value) });
      const record = `{"key":${raw(key, this.key)},"value":${raw(value, this.value)},${rest.slice(1)}`;
      const body = `{"records":[${record}],"keyFormat":"${this.keyFormat}","valueFormat":"${this.valueFormat}"}`;
      const [stored] = await post(`topics/${seg(this.topic.name)}/records`, body);
      if (stored.refused) {
        throw new Problem(400, { title: 'It is refused.', detail: stored.refused });
      }
      const text = this.tombstone ? 'tombstone' : this.value;
      this.sent = [{ ...stored, text: text.length > 80 ? `${text.slice(0, 80)}…` : text }, ...this.sent];
    } catch (failure) {
      this.problem = failure;
    }
    this.busy = false;
    await this.updateComplete;
    this.querySelector('[aria-invalid="true"]')?.focus();
  }
}

customElements.define('v-produce', Produce);
