// Moving a group's offsets. What would happen is shown before it does: the broker is asked with every change of the form.
import { html, nothing, say } from '../parts/view.js';
import { Dialog, field, input, select } from '../parts/dialog.js';
import { post, seg } from '../api.js';
import { count, localInput } from '../format.js';

const PLACES = [['earliest', 'The first record'], ['latest', 'The end: what comes from now on'], ['timestamp', 'A time'], ['shiftBy', 'So many records on, or back'], ['offset', 'An offset']];
const SHOWN = 200;

class Reset extends Dialog {
  constructor() {
    super();
    this.verb = 'Reset';
    this.danger = true;
    this.wide = true;
  }

  heading() {
    return `Reset offsets of ${this.group.groupId}`;
  }

  opened() {
    const { group } = this;
    const named = new Set(group.offsets.map((offset) => offset.topic));
    group.members.forEach((member) => member.topics.forEach((topic) => named.add(topic)));
    this.topics = [...named].sort();
    Object.assign(this, { topic: this.topics.length === 1 ? this.topics[0] : '', other: '', partition: '', place: 'earliest', timestamp: localInput(new Date(Date.now() - 3_600_000)), shiftBy: '-100', offset: '0', preview: null });
    this.look();
  }

  knows() {
    return ['timestamp', 'shiftBy', 'offset', 'to', 'topics'];
  }

  places() {
    return this.group.type === 'share' ? PLACES.filter(([place]) => place !== 'shiftBy') : PLACES;
  }

  wanted() {
    const names = this.topics.length === 0 ? [this.other.trim()] : this.topic ? [this.topic] : this.topics;
    const partitions = this.partition === '' ? null : [Number(this.partition)];
    const place = { earliest: { to: 'earliest' }, latest: { to: 'latest' }, shiftBy: { shiftBy: Number(this.shiftBy) }, offset: { offset: Number(this.offset) } }[this.place]
      || { timestamp: new Date(this.timestamp || NaN).toJSON() ?? 'none' };
    return { topics: names.map((topic) => (partitions ? { topic, partitions } : { topic })), ...place };
  }

  /** A dry run, a moment after the last change. */
  look() {
    clearTimeout(this.looking);
    this.preview = null;
    this.looking = setTimeout(async () => {
      const turn = (this.turn = (this.turn || 0) + 1);
      try {
        const preview = await post(`groups/${seg(this.group.groupId)}/offsets/reset`, this.wanted(), { dryRun: true });
        if (turn === this.turn) {
          this.preview = preview;
          this.problem = null;
        }
      } catch (failure) {
        if (turn === this.turn) {
          this.problem = failure;
        }
      }
      this.requestUpdate();
    }, 150);
  }

  set(name) {
    return (value) => {
      this[name] = value;
      this.look();
      this.requestUpdate();
    };
  }

  body() {
    const partitions = this.topic ? [...new Set(this.group.offsets.filter((offset) => offset.topic === this.topic).map((offset) => offset.partition))] : [];
    return html`${this.group.members.length ? html`<div class="notice warn" role="status"><strong>The group has members.</strong> Its offsets can be reset once they are stopped.</div>` : nothing}
      <div class="row">${this.topics.length === 0
          ? field({ id: `${this.uid}-other`, label: 'Topic', hint: 'The group has read nothing yet', error: this.refusal('topics'), control: input({ value: this.other, change: this.set('other') }) })
          : field({ id: `${this.uid}-topic`, label: 'Topic', error: this.refusal('topics'), control: select({ value: this.topic, change: (topic) => { this.partition = ''; this.set('topic')(topic); },
              options: [...(this.topics.length > 1 ? [['', `All ${this.topics.length}`]] : []), ...this.topics.map((topic) => [topic, topic])] }) })}
        ${field({ id: `${this.uid}-partition`, label: 'Partition', narrow: true, control: select({ value: this.partition, disabled: !this.topic, change: this.set('partition'),
          options: [['', 'All'], ...partitions.map((partition) => [String(partition), String(partition)])] }) })}</div>
      <div class="row">${field({ id: `${this.uid}-place`, label: 'Go on at', error: this.refusal('to'), control: select({ value: this.place, focus: true, change: this.set('place'), options: this.places() }) })}
        ${this.where()}</div>
      ${this.result()}`;
  }

  where() {
    switch (this.place) {
      case 'timestamp':
        return field({ id: `${this.uid}-time`, label: 'Time', error: this.refusal('timestamp'), control: input({ value: this.timestamp, type: 'datetime-local', step: 1, change: this.set('timestamp') }) });
      case 'shiftBy':
        return field({ id: `${this.uid}-shift`, label: 'Records', error: this.refusal('shiftBy'), hint: 'Negative: back', control: input({ value: this.shiftBy, type: 'number', change: this.set('shiftBy') }) });
      case 'offset':
        return field({ id: `${this.uid}-offset`, label: 'Offset', error: this.refusal('offset'), control: input({ value: this.offset, type: 'number', min: 0, change: this.set('offset') }) });
      default:
        return nothing;
    }
  }

  result() {
    if (!this.preview) {
      return html`<p class="preview quietly">${this.problem ? 'Nothing can be reset like this.' : 'Asking what that would do…'}</p>`;
    }
    const moving = this.preview.filter((each) => each.from !== each.to);
    return html`<div class="preview" role="status"><p>${moving.length === 0 ? 'Nothing would move.' : `Would move ${count(moving.length)} of ${count(this.preview.length)} partitions:`}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Dry run"><table><caption class="visually-hidden">What would move</caption>
      <thead><tr><th scope="col">Topic</th><th scope="col" class="number">Partition</th><th scope="col" class="number">From</th><th scope="col" class="number">To</th><th scope="col" class="number">Records</th></tr></thead>
      <tbody>${this.preview.slice(0, SHOWN).map((each) => html`<tr class=${each.from === each.to ? 'same' : ''}><th scope="row">${each.topic}</th><td class="number">${each.partition}</td><td class="number">${count(each.from)}</td>
        <td class="number">${count(each.to)}</td><td class="number">${each.from === null ? '–' : `${each.to > each.from ? '+' : each.to < each.from ? '−' : ''}${count(Math.abs(each.to - each.from))}`}</td></tr>`)}</tbody></table></div></div>`;
  }

  blocked() {
    return !this.preview || this.group.members.length > 0 || this.preview.every((each) => each.from === each.to);
  }

  async submit() {
    if (this.blocked()) {
      return false;
    }
    const moved = await post(`groups/${seg(this.group.groupId)}/offsets/reset`, this.wanted());
    say(`${count(moved.length)} offsets of ${this.group.groupId} are reset.`);
    this.done();
    return true;
  }
}

customElements.define('s-reset', Reset);
