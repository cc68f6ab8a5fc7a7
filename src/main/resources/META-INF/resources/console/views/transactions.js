// Transactional ids: what is open, for how long, and aborting what hangs.
import { View, Poll, html, nothing, heading, pill, empty, say } from '../parts/view.js';
import { table } from '../parts/table.js';
import { del, each, get, seg } from '../api.js';
import { count, duration, plural, ranges, time } from '../format.js';
import '../parts/dialog.js';

const STATES = ['Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort', 'Empty'];
const MOST = 100;

class Transactions extends View {
  static properties = { state: { state: true }, wanted: { state: true }, open: { state: true } };

  constructor() {
    super();
    this.state = '';
    this.wanted = '';
    this.open = new Set();
    this.poll = new Poll(this, async () => {
      const listed = await get('transactions', { state: this.state });
      const known = await each(listed.slice(0, MOST), (one) => get(`transactions/${seg(one.transactionalId)}`));
      return listed.map((one, at) => ({ ...one, ...known[at] }));
    });
  }

  render() {
    return html`${heading({ title: 'Transactions', about: this.poll.data ? plural(this.poll.data.length, 'transactional id') : nothing })}
      <div class="bar"><label class="search"><span class="visually-hidden">Find transactional ids</span>
        <input type="search" placeholder="Find transactional ids ( / )" .value=${this.wanted} @input=${(event) => (this.wanted = event.target.value)}></label>
        <label class="pick"><span>State</span><select @change=${(event) => { this.state = event.target.value; this.poll.now(true); }}>
          <option value="">Any</option>${STATES.map((state) => html`<option value=${state}>${state}</option>`)}</select></label></div>
      ${this.poll.show((all) => this.content(all))}<s-confirm></s-confirm>`;
  }

  content(all) {
    const found = all.filter((one) => one.transactionalId.includes(this.wanted));
    if (found.length === 0) {
      return all.length === 0 && !this.state
        ? empty('No producer has used transactions', 'A transactional id appears here once a producer begins with it.')
        : empty('None is like that', 'Neither state nor id of a transaction matches.');
    }
    return table('Transactions', [
      { name: 'Transactional id', head: true, by: (row) => row.transactionalId, cell: (row) => html`<button class="disclose" aria-expanded=${this.open.has(row.transactionalId) ? 'true' : 'false'} @click=${() => this.toggle(row.transactionalId)}>${row.transactionalId}</button>` },
      { name: 'State', by: (row) => row.state, cell: (row) => pill(row.state === 'Ongoing' ? 'accent' : row.state.startsWith('Prepare') ? 'warn' : '', row.state) },
      { name: 'Open for', number: true, by: (row) => (row.startedAt ? Date.now() - new Date(row.startedAt) : -1), cell: (row) => (row.startedAt ? duration(Math.max(0, Date.now() - new Date(row.startedAt))) : '–') },
      { name: 'Producer id', number: true, wide: true, by: (row) => row.producerId, cell: (row) => String(row.producerId) },
      { name: 'Epoch', number: true, wide: true, cell: (row) => count(row.producerEpoch) },
      { name: 'Time limit', number: true, wide: true, cell: (row) => (row.timeoutMs === undefined ? '–' : duration(row.timeoutMs)) },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => (row.state === 'Ongoing' ? html`<button class="quiet danger-quiet" aria-label="Abort ${row.transactionalId}" @click=${() => this.abort(row)}>Abort</button>` : nothing) },
    ], found, (row) => row.transactionalId, (row) => (this.open.has(row.transactionalId) ? this.detail(row) : nothing));
  }

  detail(row) {
    return html`<tr class="detail"><td colspan="7"><dl class="inline"><div><dt>Began</dt><dd>${time(row.startedAt)}</dd></div>
      ${(row.topics || []).map((part) => html`<div><dt><a href="#/topics/${seg(part.topic)}">${part.topic}</a></dt><dd class="mono">${ranges(part.partitions)}</dd></div>`)}
      ${row.topics?.length ? nothing : html`<div><dt>Partitions</dt><dd>none</dd></div>`}</dl></td></tr>`;
  }

  toggle(id) {
    const open = new Set(this.open);
    if (!open.delete(id)) {
      open.add(id);
    }
    this.open = open;
  }

  abort(row) {
    this.querySelector('s-confirm').open({
      question: 'Abort the transaction?', verb: 'Abort', typed: '',
      text: `What ${row.transactionalId} has written in it is never seen by readers of committed records, and its producer is fenced.`,
      act: async () => {
        await del(`transactions/${seg(row.transactionalId)}`);
        say(`The transaction of ${row.transactionalId} is aborted.`);
        this.poll.now();
      },
    });
  }
}

customElements.define('v-transactions', Transactions);
