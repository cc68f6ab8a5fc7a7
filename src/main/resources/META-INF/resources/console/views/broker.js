// One broker with its settings; or the settings that all brokers share.
import { View, Poll, html, nothing, heading, figures } from '../parts/view.js';
import { get } from '../api.js';
import { count } from '../format.js';
import { states } from './brokers.js';
import '../parts/settings.js';

class Broker extends View {
  static properties = { name: {} };

  constructor() {
    super();
    this.poll = new Poll(this, () => (this.name === 'default' ? {} : get(`brokers/${this.name}`)));
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
        { name: 'Rack', value: broker.rack ?? '–' },
      ])}
      <s-settings .resource=${`brokers/${this.name}`}></s-settings>`)}`;
  }
}

customElements.define('v-broker', Broker);
