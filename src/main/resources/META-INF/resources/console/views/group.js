// One group: its members, what each has, how far it has got, and moving it elsewhere.
import { View, Poll, html, nothing, heading, figures, empty, say } from '../parts/view.js';
import { table } from '../parts/table.js';
import { chart } from '../parts/chart.js';
import { del, get, seg } from '../api.js';
import { count, ranges } from '../format.js';
import { record, values } from '../history.js';
import { lagOf } from '../lag.js';
import { Stream } from '../stream.js';
import { stateOf } from './groups.js';
import '../parts/settings.js';
import './reset.js';

class Group extends View {
  static properties = { name: {}, params: { attribute: false }, settings: { state: true } };

  constructor() {
    super();
    this.settings = false;
    this.poll = new Poll(this, async () => this.noted(await get(`groups/${seg(this.name)}`)), 2000, {
      stream: new Stream(() => [`groups/${seg(this.name)}/events`, { seconds: 2 }], ['lag']),
      restMs: 10_000,
      take: (group, { data }) => (data.state === group.state ? this.noted({ ...group, offsets: data.offsets }) : undefined),
    });
  }

  noted(group) {
    record(`lag:${this.name}`, lagOf(group));
    return group;
  }

  updated() {
    if (this.poll.data && this.params?.has('reset') && !this.begun) {
      this.begun = true;
      this.reset();
    }
  }

  reset() {
    this.querySelector('s-reset').open({ group: this.poll.data, done: () => this.poll.now() });
  }

  askDelete() {
    this.querySelector('s-confirm').open({
      question: 'Delete the group?', verb: 'Delete the group', typed: this.name,
      text: 'The offsets that it has committed are forgotten. A consumer that joins it later begins where its settings say.',
      act: async () => {
        await del(`groups/${seg(this.name)}`);
        say(`${this.name} is deleted.`);
        location.hash = '#/groups';
      },
    });
  }

  render() {
    const group = this.poll.data;
    return html`${heading({
        title: this.name,
        above: html`<a href="#/groups">Groups</a>`,
        about: group ? html`${stateOf(group.state)} ${group.type} group` : nothing,
        actions: group ? html`<button class="button" @click=${() => this.reset()}>Reset offsets</button>
          <button class="button danger-quiet" @click=${() => this.askDelete()}>Delete</button>` : nothing,
      })}
      ${this.poll.show((known) => this.content(known))}
      <s-reset></s-reset><s-confirm></s-confirm>`;
  }

  content(group) {
    const lag = lagOf(group);
    const data = values(`lag:${this.name}`);
    return html`${figures([
        { name: 'Lag', value: count(lag), note: 'records', kind: '' },
        { name: 'Members', value: count(group.members.length) },
        { name: 'Partitions', value: count(group.offsets.length) },
        { name: group.type === 'classic' ? 'Protocol' : 'Assignor', value: html`<span class="text">${group.assignor || '–'}</span>` },
        group.epoch === null ? null : { name: 'Epoch', value: count(group.epoch), note: group.assignmentEpoch === group.epoch ? nothing : `assignment ${count(group.assignmentEpoch)}` },
      ])}
      <section class="panel"><header><h2>Lag</h2><p>all partitions, while this page is open</p></header>
        ${data[0].length < 2 ? html`<p class="quietly chart">Measuring…</p>` : chart(data, ['lag'], count, `Lag of ${this.name}: ${count(lag)} records`)}</section>
      <section class="panel"><header><h2>Offsets</h2></header>${this.offsets(group)}</section>
      <section class="panel"><header><h2>Members</h2></header>${this.members(group)}</section>
      <details class="panel" @toggle=${(event) => (this.settings = event.target.open)}><summary><h2>Settings of the group</h2></summary>
        ${this.settings ? html`<s-settings .resource=${`groups/${seg(this.name)}`}></s-settings>` : nothing}</details>`;
  }

  offsets(group) {
    if (group.offsets.length === 0) {
      return html`<p class="quietly">It has committed nothing yet.</p>`;
    }
    const most = Math.max(1, ...group.offsets.map((offset) => offset.lag ?? 0));
    const at = (offset) => offset.committed ?? offset.startOffset;
    const owner = (offset) => group.members.find((member) => member.assignment[offset.topic]?.includes(offset.partition));
    return table(`Offsets of ${this.name}`, [
      { name: 'Topic', head: true, by: (row) => row.topic, cell: (row) => html`<a href="#/topics/${seg(row.topic)}">${row.topic}</a>` },
      { name: 'Partition', number: true, by: (row) => row.partition, cell: (row) => row.partition },
      { name: group.type === 'share' ? 'Start' : 'Committed', number: true, by: at, cell: (row) => html`<a href="#/topics/${seg(row.topic)}/records?partition=${row.partition}&start=offset&offset=${at(row)}" aria-label="Records from ${at(row)}">${count(at(row))}</a>` },
      { name: 'End', number: true, wide: true, by: (row) => row.logEnd, cell: (row) => count(row.logEnd) },
      { name: 'Lag', number: true, by: (row) => row.lag, cell: (row) => count(row.lag) },
      { name: 'Share of lag', quiet: true, wide: true, cell: (row) => html`<meter class="lag" min="0" max=${most} value=${row.lag ?? 0} aria-label="Lag">${row.lag}</meter>` },
      { name: 'Member', wide: true, cell: (row) => { const member = owner(row); return member ? html`<span title=${member.memberId}>${member.clientId}</span>` : html`<span class="faint">nobody</span>`; } },
    ], group.offsets, (row) => `${row.topic}-${row.partition}`);
  }

  members(group) {
    if (group.members.length === 0) {
      return empty('It has no members', 'Nobody reads in this group now; its offsets can be reset.');
    }
    return table(`Members of ${this.name}`, [
      { name: 'Client', head: true, by: (row) => row.clientId, cell: (row) => html`${row.clientId}<span class="sub mono">${row.instanceId ?? row.memberId}</span>` },
      { name: 'Host', wide: true, cell: (row) => html`<span class="mono">${row.clientHost.replace(/^\//, '')}</span>` },
      { name: 'Protocol', wide: true, cell: (row) => row.protocol },
      { name: 'Subscribed to', wide: true, cell: (row) => (row.topicRegex ? html`<span class="mono">${row.topicRegex}</span>` : row.topics.join(', ') || '–') },
      { name: 'Has', cell: (row) => html`${Object.entries(row.assignment).map(([topic, partitions]) => html`<span class="sub">${topic} <span class="mono">${ranges(partitions)}</span></span>`)}` },
    ], group.members, (row) => row.memberId);
  }
}

customElements.define('v-group', Group);
