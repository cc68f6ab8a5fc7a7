// Brokers, who votes, and what moves between them.
import { View, Poll, html, nothing, heading, pill, say } from '../parts/view.js';
import { table } from '../parts/table.js';
import { get, put, del, post } from '../api.js';
import { count, ranges } from '../format.js';
import '../parts/dialog.js';

class Brokers extends View {
  constructor() {
    super();
    this.poll = new Poll(this, async () => {
      const [brokers, quorum, moves] = await Promise.all([get('brokers'), get('quorum'), get('reassignments')]);
      return { brokers, quorum, moves };
    });
  }

  render() {
    return html`${heading({ title: 'Brokers', actions: html`<a class="button" href="#/brokers/default">Defaults of all brokers</a>` })}
      ${this.poll.show((data) => this.content(data))}<s-confirm></s-confirm>`;
  }

  content({ brokers, quorum, moves }) {
    const member = (id) => quorum.members.find((each) => each.id === id);
    return html`${table('Brokers', [
      { name: 'Broker', head: true, by: (row) => row.id, cell: (row) => html`<a href="#/brokers/${row.id}">${row.id}</a>` },
      { name: 'Address', cell: (row) => html`<span class="mono">${row.host}:${row.port}</span>` },
      { name: 'Rack', wide: true, cell: (row) => row.rack ?? '–' },
      { name: 'State', cell: (row) => states(row) },
      { name: 'Metadata', wide: true, cell: (row) => (row.id === quorum.controller ? pill('accent', 'controller') : member(row.id)?.votes ? 'votes' : 'learns') },
      { name: 'Entries behind', number: true, wide: true, cell: (row) => (member(row.id) ? count(Math.max(0, quorum.committed - member(row.id).lastIndex)) : '–') },
      { name: 'Replicas', number: true, by: (row) => row.replicas, cell: (row) => count(row.replicas) },
      { name: 'Leads', number: true, by: (row) => row.leaders, cell: (row) => count(row.leaders) },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => this.acts(row, brokers.length) },
    ], brokers, (row) => row.id)}
    <section class="panel"><header><h2>Under way</h2><p>partitions on their way to other replicas</p></header>
      ${moves.length === 0 ? html`<p class="quietly">Nothing moves.</p>` : table('Reassignments', [
        { name: 'Partition', head: true, cell: (row) => html`<a href="#/topics/${encodeURIComponent(row.topic)}">${row.topic}-${row.partition}</a>` },
        { name: 'Replicas', cell: (row) => (row.replicas || []).join(', ') },
        { name: 'Come', cell: (row) => ranges(row.adding || []) },
        { name: 'Go', cell: (row) => ranges(row.removing || []) },
      ], moves, (row) => `${row.topic}-${row.partition}`)}</section>`;
  }

  acts(broker, total) {
    const id = broker.id;
    return html`<button class="quiet" @click=${() => this.ask(broker.cordoned ? `Let broker ${id} take replicas again?` : `Cordon broker ${id}?`,
        broker.cordoned ? 'New replicas may go there from now on.' : 'New replicas go elsewhere; what it holds stays.',
        broker.cordoned ? 'Uncordon' : 'Cordon', () => (broker.cordoned ? del : put)(`brokers/${id}/cordon`))}>${broker.cordoned ? 'Uncordon' : 'Cordon'}</button>
      ${total > 1 ? html`<button class="quiet" @click=${() => this.ask(`Drain broker ${id}?`,
        'It gets no new replicas, and all that it holds moves to other brokers. Once it holds none it can be stopped.', 'Drain', () => post(`brokers/${id}/drain`))}>Drain</button>` : nothing}
      ${broker.fenced && broker.replicas === 0 ? html`<button class="quiet" @click=${() => this.ask(`Forget broker ${id}?`,
        'The cluster does not know it any more.', 'Forget', () => del(`brokers/${id}`))}>Forget</button>` : nothing}`;
  }

  ask(question, text, verb, act) {
    this.querySelector('s-confirm').open({
      question, text, verb, typed: '',
      act: async () => {
        await act();
        say(`${verb}: done.`);
        this.poll.now();
      },
    });
  }
}

export const states = (broker) => html`${broker.fenced ? pill('bad', 'away') : broker.shuttingDown ? pill('warn', 'stopping') : pill('ok', 'up')}
  ${broker.cordoned ? pill('warn', 'cordoned') : nothing}`;

customElements.define('v-brokers', Brokers);
