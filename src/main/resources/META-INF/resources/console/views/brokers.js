// Brokers, who votes, and what moves between them.
import { View, Poll, html, nothing, heading, pill, say } from '../parts/view.js';
import { table } from '../parts/table.js';
import { Problem, each, get, put, del, post, seg } from '../api.js';
import { NEARLY_FULL, disk } from '../disk.js';
import { bytes, count, plural, ranges } from '../format.js';
import { cluster as stream } from '../stream.js';
import '../parts/dialog.js';

class Brokers extends View {
  constructor() {
    super();
    this.poll = new Poll(this, async () => {
      const [[quorum], cluster, moves] = await Promise.all([each(['quorum'], get), get('cluster'), get('reassignments')]);
      return { quorum, cluster, moves };
    }, 3000, { stream });
  }

  render() {
    const cluster = this.poll.data?.cluster;
    return html`${heading({ title: 'Brokers', about: cluster ? `Suiro ${cluster.version}` : nothing, actions: html`<a class="button" href="#/brokers/default">Defaults of all brokers</a>` })}
      ${this.poll.show((data) => this.content(data))}<s-confirm></s-confirm>`;
  }

  /** Without a controller nobody knows how far the others have got. */
  content({ quorum, cluster, moves }) {
    const { brokers, controller } = cluster;
    const behind = (id) => {
      const member = quorum?.members.find((one) => one.id === id);
      return member ? Math.max(0, quorum.committed - member.lastIndex) : null;
    };
    return html`${table('Brokers', [
      { name: 'Broker', head: true, by: (row) => row.id, cell: (row) => html`<a href="#/brokers/${row.id}">${row.id}</a>` },
      { name: 'Address', cell: (row) => html`<span class="mono">${row.host}:${row.port}</span>` },
      { name: 'Rack', wide: true, cell: (row) => row.rack ?? '–' },
      { name: 'State', cell: (row) => states(row) },
      { name: 'Metadata', wide: true, cell: (row) => (row.id === controller ? pill('accent', 'controller') : row.votes ? 'votes' : 'learns') },
      { name: 'Entries behind', number: true, wide: true, cell: (row) => count(behind(row.id)) },
      { name: 'Replicas', number: true, by: (row) => row.replicas, cell: (row) => count(row.replicas) },
      { name: 'Leads', number: true, by: (row) => row.leaders, cell: (row) => count(row.leaders) },
      { name: 'Data', number: true, wide: true, by: (row) => disk(row).data, cell: (row) => bytes(disk(row).data) },
      { name: 'Free', number: true, wide: true, by: (row) => disk(row).free, cell: (row) => free(row) },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => this.acts(row, brokers.length) },
    ], brokers, (row) => row.id)}
    <section class="panel"><header><h2>Under way</h2><p>partitions on their way to other replicas</p></header>
      ${moves.length === 0 ? html`<p class="quietly">Nothing moves.</p>` : table('Reassignments', [
        { name: 'Partition', head: true, cell: (row) => html`<a href="#/topics/${seg(row.topic)}">${row.topic}-${row.partition}</a>` },
        { name: 'Replicas', cell: (row) => (row.replicas || []).join(', ') },
        { name: 'Come', cell: (row) => ranges(row.adding || []) },
        { name: 'Go', cell: (row) => ranges(row.removing || []) },
        { name: 'Actions', quiet: true, class: 'acts', cell: (row) => html`<button class="quiet" aria-label="Take the move of ${row.topic}-${row.partition} back" @click=${() => this.takeBack(row)}>Take back</button>` },
      ], moves, (row) => `${row.topic}-${row.partition}`)}</section>`;
  }

  acts(broker, total) {
    const { id, cordoned } = broker;
    const button = (verb, text, said, act) => html`<button class="quiet" aria-label="${verb} broker ${id}"
      @click=${() => this.ask(`${verb} broker ${id}?`, text, verb, said, act)}>${verb}</button>`;
    return html`${cordoned
        ? button('Uncordon', 'New replicas may go there from now on. What is on its way to other brokers goes on.', `Broker ${id} takes replicas again.`, () => del(`brokers/${id}/cordon`))
        : button('Cordon', 'New replicas go elsewhere; what it holds stays.', `Broker ${id} gets no new replicas.`, () => put(`brokers/${id}/cordon`))}
      ${total > 1 && broker.replicas > 0 ? button('Drain', 'It gets no new replicas, and all that it holds moves to other brokers. Once it is drained it can be stopped.',
        `Broker ${id} is being drained.`, () => drain(id)) : nothing}
      ${broker.fenced && broker.replicas === 0 ? button('Forget', 'The cluster does not know it any more.', `Broker ${id} is forgotten.`, () => del(`brokers/${id}`)) : nothing}`;
  }

  takeBack({ topic, partition }) {
    this.ask(`Take the move of ${topic}-${partition} back?`, 'It stays where it was; what has been copied so far is deleted.', 'Take back', `${topic}-${partition} stays where it was.`,
      () => del(`topics/${seg(topic)}/partitions/${partition}/replicas`));
  }

  ask(question, text, verb, said, act) {
    this.querySelector('s-confirm').open({
      question, text, verb, typed: '',
      act: async () => {
        await act();
        say(said);
        this.poll.now();
      },
    });
  }
}

/** Asks first whether the others can take all of it, as a drain that is refused would leave the broker cordoned. */
async function drain(id) {
  for (const params of [{ dryRun: true }, {}]) {
    const [stays, ...more] = (await post(`brokers/${id}/drain`, undefined, params)).filter((move) => move.refused);
    if (stays) {
      throw new Problem(422, { title: `${plural(more.length + 1, 'partition')} cannot move.`, detail: `${stays.topic}-${stays.partition}: ${stays.refused}` });
    }
  }
}

function free(broker) {
  const { free: room, used } = disk(broker);
  return used >= NEARLY_FULL ? html`${pill('warn', `${Math.floor(used * 100)} % full`)} ${bytes(room)}` : bytes(room);
}

export const states = (broker) => html`${broker.fenced ? pill('bad', 'away') : broker.shuttingDown ? pill('warn', 'stopping') : pill('ok', 'up')}
  ${broker.cordoned ? pill('warn', broker.replicas === 0 ? 'drained' : 'cordoned') : nothing}`;

customElements.define('v-brokers', Brokers);
