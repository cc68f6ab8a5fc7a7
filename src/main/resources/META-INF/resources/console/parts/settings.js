// Settings of a topic, broker or group: values, where they come from, Kafka's documentation, and changing them after a look at what that does.
import { View, Poll, html, nothing, pill, empty, say } from './view.js';
import { Dialog, field, input, select } from './dialog.js';
import { table } from './table.js';
import { get, patch } from '../api.js';
import { meaning } from '../format.js';
import { documentation } from './documentation.js';

const SOURCES = {
  TOPIC_CONFIG: ['accent', 'topic'],
  GROUP_CONFIG: ['accent', 'group'],
  DYNAMIC_BROKER_CONFIG: ['accent', 'broker'],
  DYNAMIC_DEFAULT_BROKER_CONFIG: ['accent', 'all brokers'],
  STATIC_BROKER_CONFIG: ['', 'start of the broker'],
  DEFAULT_CONFIG: ['', 'default'],
};
const OWN = ['TOPIC_CONFIG', 'GROUP_CONFIG', 'DYNAMIC_BROKER_CONFIG'];

const shown = (setting, value) => (setting.sensitive ? '••••••' : value === null ? 'none' : value === '' ? 'empty' : value);

class Settings extends View {
  static properties = { resource: {}, wanted: { state: true }, onlySet: { state: true }, open: { state: true } };

  constructor() {
    super();
    this.wanted = '';
    this.onlySet = false;
    this.open = new Set();
    this.poll = new Poll(this, () => get(`configs/${this.resource}`), 15_000);
  }

  render() {
    return html`<section class="settings" aria-label="Settings">
      <div class="bar"><label class="search"><span class="visually-hidden">Find a setting</span>
        <input type="search" placeholder="Find a setting by name or documentation" .value=${this.wanted} @input=${(event) => (this.wanted = event.target.value)}></label>
        <label class="check"><input type="checkbox" .checked=${this.onlySet} @change=${(event) => (this.onlySet = event.target.checked)}> changed only</label></div>
      ${this.poll.show((all) => this.content(all))}
      <s-set-dialog></s-set-dialog></section>`;
  }

  content(all) {
    const words = this.wanted.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((setting) => (!this.onlySet || setting.source !== 'DEFAULT_CONFIG')
      && words.every((word) => setting.name.includes(word) || setting.documentation.toLowerCase().includes(word)));
    // what is named so comes before what is only told so
    const rank = (setting) => (words.every((word) => setting.name.includes(word)) ? 0 : 1);
    found.sort((a, b) => rank(a) - rank(b));
    if (found.length === 0) {
      return this.onlySet && words.length === 0
        ? empty('Nothing is changed', 'Every setting has its default.')
        : empty('No setting matches', 'Neither the name nor the documentation of a setting has that.');
    }
    return table('Settings', [
      { name: 'Setting', head: true, by: (row) => row.name, cell: (row) => html`<button class="disclose mono" aria-expanded=${this.open.has(row.name) ? 'true' : 'false'}
        @click=${() => this.toggle(row.name)}>${row.name}</button>` },
      { name: 'Value', class: 'value', cell: (row) => html`<span class="mono ${row.value === null || row.value === '' ? 'faint' : ''}">${shown(row, row.value)}</span>
        <span class="faint">${meaning(row.name, row.value)}</span>` },
      { name: 'From', wide: true, by: (row) => row.source, cell: (row) => { const [kind, text] = SOURCES[row.source] || ['', row.source]; return kind ? pill(kind, text) : html`<span class="faint">${text}</span>`; } },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => (row.readOnly ? html`<span class="faint" title="It is not changed while the broker runs">fixed</span>`
        : html`<button class="quiet" aria-label="Change ${row.name}" @click=${() => this.change(row)}>Change</button>`) },
    ], found, (row) => row.name, (row) => (this.open.has(row.name) ? this.explained(row) : nothing));
  }

  explained(setting) {
    return html`<tr class="detail"><td colspan="4"><div class="documentation">${documentation(setting.documentation)}</div>
      <dl class="inline"><div><dt>Type</dt><dd>${setting.type}</dd></div><div><dt>Kafka’s default</dt><dd class="mono">${shown(setting, setting.defaultValue)}</dd></div>
      ${setting.synonyms.map((each) => html`<div><dt>${(SOURCES[each.source] || ['', each.source])[1]}</dt><dd class="mono">${each.name} = ${each.value ?? (setting.sensitive ? '••••••' : 'none')}</dd></div>`)}</dl></td></tr>`;
  }

  toggle(name) {
    const open = new Set(this.open);
    if (!open.delete(name)) {
      open.add(name);
    }
    this.open = open;
  }

  change(setting) {
    this.querySelector('s-set-dialog').open({ resource: this.resource, setting, done: () => this.poll.now() });
  }
}

class SetDialog extends Dialog {
  opened() {
    this.value = this.setting.sensitive ? '' : this.setting.value ?? '';
    this.reset = false;
    this.preview = null;
  }

  heading() {
    return this.setting.name;
  }

  knows() {
    return [`set.${this.setting.name}`, this.setting.name];
  }

  edit(value) {
    this.value = value;
    this.preview = null;
    this.problem = null;
    this.requestUpdate();
  }

  body() {
    const { setting } = this;
    const own = OWN.includes(setting.source) || setting.source === 'DYNAMIC_DEFAULT_BROKER_CONFIG' && this.resource === 'brokers/default';
    const change = (value) => this.edit(value);
    return html`<div class="documentation short">${documentation(setting.documentation)}</div>
      ${field({
        id: `${this.uid}-value`,
        label: 'Value',
        error: this.refusal(...this.knows()),
        hint: html`${setting.type}; Kafka’s default is <span class="mono">${shown(setting, setting.defaultValue)}</span> ${meaning(setting.name, this.value) ? html`· that is ${meaning(setting.name, this.value)}` : nothing}`,
        control: setting.type === 'boolean'
          ? select({ value: this.value, focus: true, change, options: [['true', 'true'], ['false', 'false']] })
          : input({ value: this.value, focus: true, mono: true, change }),
      })}
      ${own ? html`<label class="check"><input type="checkbox" .checked=${this.reset} @change=${(event) => { this.reset = event.target.checked; this.edit(this.value); }}>
        Take it back, so that the default holds again</label>` : nothing}
      ${this.preview ? changes(this.preview) : nothing}`;
  }

  verbNow() {
    return this.preview ? 'Apply' : 'Check';
  }

  async submit() {
    const body = this.reset ? { delete: [this.setting.name] } : { set: { [this.setting.name]: this.value } };
    if (!this.preview) {
      this.preview = (await patch(`configs/${this.resource}`, body, { dryRun: true })).changes;
      return false;
    }
    await patch(`configs/${this.resource}`, body);
    say(`${this.setting.name} is ${this.reset ? 'back to its default' : `now ${this.setting.sensitive ? 'set' : this.value}`}.`);
    this.done();
    return true;
  }
}

/** What a dry run has told. */
export function changes(list) {
  return list.length === 0
    ? html`<p class="preview" role="status">Nothing would change: it is set so already.</p>`
    : html`<div class="preview" role="status"><p>This would change:</p><ul>${list.map((change) => html`<li><span class="mono">${change.name || change.field}</span>
        <del class="mono">${change.from ?? 'not set'}</del> <span aria-hidden="true">→</span> <ins class="mono">${change.to ?? 'not set'}</ins></li>`)}</ul></div>`;
}

customElements.define('s-settings', Settings);
customElements.define('s-set-dialog', SetDialog);
