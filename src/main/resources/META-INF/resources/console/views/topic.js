// One topic: partitions, records, producing, settings, groups that read it.
import { View, Poll, html, nothing, heading, figures, pill, empty, say } from '../parts/view.js';
import { Dialog, field, input } from '../parts/dialog.js';
import { changes } from '../parts/settings.js';
import { table } from '../parts/table.js';
import { chart, spark } from '../parts/chart.js';
import { del, get, post, seg } from '../api.js';
import { bytes, count, plural, rate } from '../format.js';
import { rateNow, rates, record } from '../history.js';
import { withLag } from '../lag.js';
import { cluster } from '../stream.js';
import { held, noted } from './topics.js';
import './records.js';
import './produce.js';

const TABS = [['partitions', 'Partitions'], ['records', 'Records'], ['produce', 'Produce'], ['settings', 'Settings'], ['groups', 'Groups']];

class Topic extends View {
  static properties = { name: {}, tab: {}, params: { attribute: false } };

  constructor() {
    super();
    this.poll = new Poll(this, async () => {
      const topic = noted(await get(`topics/${seg(this.name)}`));
      topic.partitions.forEach((partition) => record(`partition:${this.name}-${partition.partition}`, partition.logEnd));
      return topic;
    }, 2000, { stream: cluster });
  }

  render() {
    const topic = this.poll.data;
    const path = `#/topics/${seg(this.name)}`;
    return html`${heading({
        title: this.name,
        above: html`<a href="#/topics">Topics</a>`,
        about: topic?.internal ? pill('', 'internal') : nothing,
        actions: topic && !topic.internal ? html`<button class="button" @click=${() => this.querySelector('s-grow').open({ topic, done: () => this.poll.now() })}>Add partitions</button>
          <button class="button" @click=${() => this.clear()}>Delete records</button>
          <button class="button danger-quiet" @click=${() => this.askDelete()}>Delete</button>` : nothing,
      })}
      <nav class="tabs" aria-label="Parts of the topic"><ul>${TABS.map(([id, text]) => html`<li><a href=${id === 'partitions' ? path : `${path}/${id}`}
        aria-current=${id === this.tab ? 'page' : nothing}>${text}</a></li>`)}</ul></nav>
      ${this.poll.show((known) => this.tabContent(known))}
      <s-confirm></s-confirm><s-grow></s-grow>`;
  }

  tabContent(topic) {
    switch (this.tab) {
      case 'records':
        return html`<v-records .topic=${topic} .params=${this.params}></v-records>`;
      case 'produce':
        return html`<v-produce .topic=${topic}></v-produce>`;
      case 'settings':
        return html`<s-settings .resource=${`topics/${seg(this.name)}`}></s-settings>`;
      case 'groups':
        return html`<v-topic-groups .name=${this.name}></v-topic-groups>`;
      default:
        return this.partitions(topic);
    }
  }

  partitions(topic) {
    const under = topic.partitions.filter((partition) => partition.isr.length < partition.replicas.length).length;
    const offline = topic.partitions.filter((partition) => partition.leader === null).length;
    const data = rates(`topic:${this.name}`);
    const now = rateNow(`topic:${this.name}`);
    return html`${figures([
        { name: 'Records', value: count(held(topic)), note: topic.state.configs['cleanup.policy']?.includes('compact') ? 'offsets, less what is compacted' : nothing },
        { name: 'Size', value: bytes(topic.bytes), note: topic.state.replicationFactor > 1 ? 'of all replicas' : nothing },
        { name: 'Partitions', value: count(topic.partitions.length) },
        { name: 'Replicas', value: count(topic.state.replicationFactor) },
        { name: 'Out of sync', value: count(under), kind: under ? 'warn' : '' },
        offline ? { name: 'Offline', value: count(offline), kind: 'bad' } : null,
      ])}
      <section class="panel"><header><h2>Writes</h2><p>${now === null ? 'measuring' : `${rate(now)} now`}</p></header>
        ${data[0].length < 2 ? html`<p class="quietly chart">Measuring…</p>` : chart(data, ['records'], rate, `Writes to ${this.name}: ${rate(now)} now`)}</section>
      ${table(`Partitions of ${this.name}`, [
        { name: 'Partition', head: true, by: (row) => row.partition, cell: (row) => html`<a href="#/topics/${seg(this.name)}/records?partition=${row.partition}" aria-label="Records of partition ${row.partition}">${row.partition}</a>` },
        { name: 'Leader', cell: (row) => (row.leader === null ? pill('bad', 'none') : html`<a href="#/brokers/${row.leader}">${row.leader}</a>`), by: (row) => row.leader },
        { name: 'Replicas', wide: true, cell: (row) => replicas(row) },
        { name: 'In sync', cell: (row) => (row.isr.length === row.replicas.length ? pill('ok', `${row.isr.length} of ${row.replicas.length}`) : pill('warn', `${row.isr.length} of ${row.replicas.length}`)) },
        { name: 'First offset', number: true, wide: true, by: (row) => row.logStart, cell: (row) => count(row.logStart) },
        { name: 'End', number: true, by: (row) => row.logEnd, cell: (row) => count(row.logEnd) },
        { name: 'Size', number: true, wide: true, by: (row) => row.bytes[row.leader], cell: (row) => bytes(row.bytes[row.leader]) },
        { name: 'Writes', number: true, by: (row) => rateNow(`partition:${this.name}-${row.partition}`), cell: (row) => html`<span class="flow">${spark(rates(`partition:${this.name}-${row.partition}`), `Writes to partition ${row.partition}`)}
          <span>${rate(rateNow(`partition:${this.name}-${row.partition}`))}</span></span>` },
      ], topic.partitions, (row) => row.partition)}
      <p class="foot-note">Topic id <span class="mono">${topic.topicId}</span></p>`;
  }

  clear() {
    const topic = this.poll.data;
    this.querySelector('s-confirm').open({
      question: 'Delete all records?', verb: 'Delete records', typed: this.name,
      text: `All that ${plural(topic.partitions.length, 'partition')} hold now is deleted for good; the topic and its settings stay.`,
      act: async () => {
        const gone = await del(`topics/${seg(this.name)}/records`, { before: topic.partitions.map((partition) => `${partition.partition}:end`) });
        const refused = gone.find((each) => each.refused);
        say(refused ? `Partition ${refused.partition}: ${refused.refused}` : 'The records are deleted.');
        this.poll.now();
      },
    });
  }

  askDelete() {
    const topic = this.poll.data;
    const records = held(topic);
    this.querySelector('s-confirm').open({
      question: 'Delete the topic?', verb: 'Delete the topic', typed: this.name,
      text: `It goes for good, with ${plural(topic.partitions.length, 'partition')}${records === null ? '' : ` and ${plural(records, 'record')}`}.`,
      act: async () => {
        await del(`topics/${seg(this.name)}`);
        say(`${this.name} is deleted.`);
        location.hash = '#/topics';
      },
    });
  }
}

/** Brokers of a partition: those out of sync and those offline are marked. */
function replicas(partition) {
  return html`<span class="replicas">${partition.replicas.map((id) => html`<span class=${partition.offline.includes(id) ? 'bad' : partition.isr.includes(id) ? '' : 'warn'}
    title=${partition.offline.includes(id) ? 'offline' : partition.isr.includes(id) ? 'in sync' : 'out of sync'}>${id}</span>`)}</span>`;
}

class Grow extends Dialog {
  heading() {
    return 'Add partitions';
  }

  opened() {
    this.wanted = String(this.topic.partitions.length + 1);
    this.preview = null;
  }

  knows() {
    return ['count', 'partitions'];
  }

  body() {
    const has = this.topic.partitions.length;
    return html`<p>${this.topic.name} has ${plural(has, 'partition')}. Partitions only become more, and from then on the same key may go to another one.</p>
      ${field({ id: `${this.uid}-count`, label: 'Partitions from now on', error: this.refusal(...this.knows()), control: input({
        value: this.wanted, type: 'number', focus: true, min: has + 1,
        change: (value) => { this.wanted = value; this.preview = null; this.requestUpdate(); },
      }) })}${this.preview ? changes(this.preview) : nothing}`;
  }

  verbNow() {
    return this.preview ? 'Add' : 'Check';
  }

  async submit() {
    const path = `topics/${seg(this.topic.name)}/partitions`;
    const body = { count: Number(this.wanted) };
    if (!this.preview) {
      this.preview = (await post(path, body, { dryRun: true })).changes;
      return false;
    }
    await post(path, body);
    say(`${this.topic.name} has ${plural(body.count, 'partition')} now.`);
    this.done();
    return true;
  }
}

class TopicGroups extends View {
  static properties = { name: {} };

  constructor() {
    super();
    this.poll = new Poll(this, async () => {
      const groups = await withLag(await get('groups'));
      return groups.filter((group) => group.described && reads(group.described, this.name));
    }, 4000);
  }

  render() {
    return this.poll.show((groups) => (groups.length === 0
      ? empty('No group reads this topic', 'A group appears here once it has members that read the topic, or offsets that it has committed.')
      : table(`Groups that read ${this.name}`, [
          { name: 'Group', head: true, by: (row) => row.groupId, cell: (row) => html`<a href="#/groups/${seg(row.groupId)}">${row.groupId}</a>` },
          { name: 'Type', cell: (row) => row.type },
          { name: 'State', cell: (row) => row.state },
          { name: 'Members', number: true, cell: (row) => count(row.members) },
          { name: 'Lag here', number: true, cell: (row) => count(row.described.offsets.filter((offset) => offset.topic === this.name).reduce((sum, offset) => sum + (offset.lag ?? 0), 0)) },
        ], groups, (row) => row.groupId)));
  }
}

const reads = (group, topic) => group.offsets.some((offset) => offset.topic === topic)
  || group.members.some((member) => member.topics.includes(topic) || topic in member.assignment);

customElements.define('v-topic', Topic);
customElements.define('v-topic-groups', TopicGroups);
customElements.define('s-grow', Grow);
