// All topics: found by name, with what flows into them, and created.
import { View, Poll, html, nothing, heading, pill, empty, say } from '../parts/view.js';
import { Dialog, field, input } from '../parts/dialog.js';
import { table } from '../parts/table.js';
import { spark } from '../parts/chart.js';
import { Problem, each, get, post, seg } from '../api.js';
import { bytes, count, plural, rate } from '../format.js';
import { record, rates, rateNow } from '../history.js';
import { remember } from '../routes.js';
import { cluster } from '../stream.js';

const PAGE = 50;

/** Remembers where a topic ends, for its rate. */
export function noted(topic) {
  const ends = topic.partitions.map((partition) => partition.logEnd);
  if (ends.every((end) => end !== null)) {
    record(`topic:${topic.name}`, ends.reduce((sum, end) => sum + end, 0));
  }
  return topic;
}

class Topics extends View {
  static properties = { params: { attribute: false } };

  constructor() {
    super();
    this.turned = [];
    this.known = new Map();
    this.list = new Poll(this, () => get('topics', {
      name: this.name, internal: this.internal, limit: PAGE, after: this.turned.at(-1),
    }), 4000, { stream: cluster, restMs: 6000 });
    this.details = new Poll(this, () => this.look(), 4000);
  }

  willUpdate(changed) {
    if (changed.has('params')) {
      this.name = this.params.get('name') || '';
      this.internal = this.params.has('internal');
    }
  }

  firstUpdated() {
    if (this.params.has('new')) {
      this.create();
    }
  }

  async look() {
    const topics = this.list.data?.topics || [];
    for (const topic of await each(topics, (topic) => get(`topics/${seg(topic.name)}`))) {
      if (topic) {
        this.known.set(topic.name, noted(topic));
      }
    }
  }

  find(name, internal) {
    Object.assign(this, { name, internal, turned: [] });
    remember({ name, internal: internal ? 'true' : '' });
    this.reload();
  }

  async reload() {
    await this.list.now();
    this.details.now();
  }

  create() {
    this.querySelector('s-new-topic').open({});
  }

  render() {
    return html`${heading({ title: 'Topics', about: this.list.data ? plural(this.list.data.total, 'topic') : nothing,
      actions: html`<button class="button primary" @click=${() => this.create()}>New topic</button>` })}
      <div class="bar"><label class="search"><span class="visually-hidden">Find topics</span>
        <input type="search" placeholder="Find topics ( / )" .value=${this.name} @input=${(event) => this.find(event.target.value, this.internal)}></label>
        <label class="check"><input type="checkbox" .checked=${this.internal} @change=${(event) => this.find(this.name, event.target.checked)}> internal ones too</label></div>
      ${this.list.show((page) => this.content(page))}
      <s-new-topic></s-new-topic>`;
  }

  content(page) {
    if (page.topics.length === 0) {
      return this.name
        ? empty('No topic has that in its name', html`Nothing matches <span class="mono">${this.name}</span>.`)
        : empty('There are no topics yet', 'Create one here, or let a producer create it by writing to it.',
            html`<button class="button primary" @click=${() => this.create()}>New topic</button>`);
    }
    const sizes = page.topics.map((topic) => this.known.get(topic.name));
    if (sizes.some((known) => !known) && !this.asked) {
      this.asked = true;
      queueMicrotask(() => this.details.now());
    }
    return html`${table('Topics', [
      { name: 'Topic', head: true, by: (row) => row.name, cell: (row) => html`<a href="#/topics/${seg(row.name)}">${row.name}</a> ${row.internal ? pill('', 'internal') : nothing}` },
      { name: 'Partitions', number: true, by: (row) => row.partitions, cell: (row) => count(row.partitions) },
      { name: 'Replicas', number: true, wide: true, by: (row) => row.replicationFactor, cell: (row) => count(row.replicationFactor) },
      { name: 'State', wide: true, by: (row) => row.offline * 1000 + row.underReplicated, cell: (row) => health(row) },
      { name: 'Records', number: true, wide: true, by: (row) => held(this.known.get(row.name)), cell: (row) => count(held(this.known.get(row.name))) },
      { name: 'Size', number: true, wide: true, by: (row) => this.known.get(row.name)?.bytes, cell: (row) => bytes(this.known.get(row.name)?.bytes) },
      { name: 'Writes', number: true, by: (row) => rateNow(`topic:${row.name}`), cell: (row) => html`<span class="flow">${spark(rates(`topic:${row.name}`), `Writes to ${row.name}`)}
        <span>${rate(rateNow(`topic:${row.name}`))}</span></span>` },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => html`<a class="quiet" href="#/topics/${seg(row.name)}/records" aria-label="Records of ${row.name}">Records</a>
        <a class="quiet" href="#/topics/${seg(row.name)}/produce" aria-label="Produce to ${row.name}">Produce</a>
        <a class="quiet" href="#/topics/${seg(row.name)}/settings" aria-label="Settings of ${row.name}">Settings</a>` },
    ], page.topics, (row) => row.name)}
    ${page.next || this.turned.length ? html`<nav class="pages" aria-label="Pages">
      <button class="button" ?disabled=${!this.turned.length} @click=${() => { this.turned.pop(); this.turn(); }}>Previous</button>
      <button class="button" ?disabled=${!page.next} @click=${() => { this.turned.push(page.next); this.turn(); }}>Next</button></nav>` : nothing}`;
  }

  turn() {
    this.asked = false;
    this.reload();
  }
}

/** Offsets between the first and the last of all partitions: what it holds, if nothing was compacted. */
export function held(topic) {
  return topic && topic.partitions.every((partition) => partition.logEnd !== null)
    ? topic.partitions.reduce((sum, partition) => sum + partition.logEnd - partition.logStart, 0)
    : null;
}

function health(topic) {
  return topic.offline ? pill('bad', `${topic.offline} offline`)
    : topic.underReplicated ? pill('warn', `${topic.underReplicated} out of sync`)
    : topic.reassigning ? pill('accent', `${topic.reassigning} moving`) : pill('ok', 'in sync');
}

class NewTopic extends Dialog {
  constructor() {
    super();
    this.verb = 'Create';
  }

  heading() {
    return 'New topic';
  }

  opened() {
    Object.assign(this, { name: '', partitions: '', replicas: '', configs: '' });
  }

  knows() {
    return ['name', 'partitions', 'replicationFactor', 'configs', ...Object.keys(this.parsed().configs).map((name) => `configs.${name}`)];
  }

  parsed() {
    const configs = {};
    const wrong = [];
    for (const line of this.configs.split('\n').map((each) => each.trim()).filter(Boolean)) {
      const at = line.indexOf('=');
      if (at < 1) {
        wrong.push(line);
      } else {
        configs[line.slice(0, at).trim()] = line.slice(at + 1).trim();
      }
    }
    return { configs, wrong };
  }

  body() {
    const set = (name) => (value) => { this[name] = value; this.requestUpdate(); };
    const { configs } = this.parsed();
    return html`${field({ id: `${this.uid}-name`, label: 'Name', error: this.refusal('name'), hint: 'Letters, digits, dots, dashes and underscores',
        control: input({ value: this.name, focus: true, mono: true, change: set('name') }) })}
      <div class="row">${field({ id: `${this.uid}-partitions`, label: 'Partitions', error: this.refusal('partitions'), hint: 'The brokers’ default if empty',
        control: input({ value: this.partitions, type: 'number', min: 1, change: set('partitions') }) })}
      ${field({ id: `${this.uid}-replicas`, label: 'Replicas', error: this.refusal('replicationFactor'), hint: 'The brokers’ default if empty',
        control: input({ value: this.replicas, type: 'number', min: 1, change: set('replicas') }) })}</div>
      ${field({ id: `${this.uid}-configs`, label: 'Settings', hint: 'One a line, as in retention.ms=86400000; may be left empty',
        error: this.refusal('configs', ...Object.keys(configs).map((name) => `configs.${name}`)),
        control: ({ id, told, invalid }) => html`<textarea id=${id} rows="3" class="mono" spellcheck="false" aria-describedby=${told} aria-invalid=${invalid}
          .value=${this.configs} @input=${(event) => set('configs')(event.target.value)}></textarea>` })}`;
  }

  async submit() {
    const { configs, wrong } = this.parsed();
    if (wrong.length) {
      throw new Problem(400, { field: 'configs', detail: `There is no “=” in “${wrong[0]}”.` });
    }
    const number = (text) => (text === '' ? null : Number(text));
    await post('topics', { name: this.name.trim(), partitions: number(this.partitions), replicationFactor: number(this.replicas), configs });
    say(`${this.name} is created.`);
    location.hash = `#/topics/${seg(this.name.trim())}`;
  }
}

customElements.define('v-topics', Topics);
customElements.define('s-new-topic', NewTopic);
