// One broker with its settings; or the settings that all brokers share.
import { View, Poll, html, nothing, heading, figures } from '../parts/view.js';
import { Problem, get } from '../api.js';
import { NEARLY_FULL, disk } from '../disk.js';
import { bytes, count } from '../format.js';
import { cluster as stream } from '../stream.js';
import { states } from './brokers.js';
import '../parts/settings.js';

class Broker extends View {
  static properties = { name: {} };

  constructor() {
    super();
    this.poll = new Poll(this, () => this.look(), 3000, { stream, restMs: 6000 });
  }

  async look() {
    if (this.name === 'default') {
      return {};
    }
    const broker = (await get('cluster')).brokers.find((one) => String(one.id) === this.name);
    if (!broker) {
      throw new Problem(404, { title: 'There is no such broker', detail: `No broker ${this.name} is registered.` });
    }
    return broker;
  }

  render() {
    const shared = this.name === 'default';
    return html`${heading({
      title: shared ? 'Defaults of all brokers' : `Broker ${this.name}`,
      above: html`<a href="#/brokers">Brokers</a>`,
      about: this.poll.data && !shared ? html`<span class="mono">${this.poll.data.host}:${this.poll.data.port}</span> ${states(this.poll.data)}` : nothing,
    })}
    ${this.poll.show((broker) => html`${shared ? nothing : figures([
        { name: 'Replicas', value: count(broker.replicas) },
        { name: 'Leads', value: count(broker.leaders), note: 'partitions' },
        { name: 'Data', value: bytes(disk(broker).data) },
        { name: 'Free', value: bytes(disk(broker).free), note: broker.logDirectories?.map((directory) => directory.path).join(', ') ?? nothing, kind: disk(broker).used >= NEARLY_FULL ? 'warn' : '' },
        { name: 'Rack', value: broker.rack ?? '–' },
      ])}
      <s-settings .resource=${`brokers/${this.name}`}></s-settings>`)}`;
  }
}

customElements.define('v-broker', Broker);
