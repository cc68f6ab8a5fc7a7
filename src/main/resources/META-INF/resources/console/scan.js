// Looking for records, backwards from the end or forwards from a place, a bounded piece at a time.
import { get, seg } from './api.js';
import { Stream } from './stream.js';

/** At most so many partitions are looked through at once, which is the broker's limit. */
export const MOST_PARTITIONS = 50;
const WANTED = 100;
const PAGE = 1000;
const FIRST_WINDOW = 100;
const GROWTH = 8;
const PATIENCE_MS = 8000;
const LOOK_MS = 700;
const TOGETHER_MS = 200;

const froms = (places) => [...places].map(([partition, offset]) => `${partition}:${offset}`);

/** Newest first: `high` is what has not been looked at yet, by partition, exclusive. */
export class Backwards {
  constructor(topic, filter, partitions) {
    this.topic = topic.name;
    this.filter = filter;
    const chosen = topic.partitions.filter((each) => partitions.includes(each.partition) && each.logEnd !== null);
    this.low = new Map(chosen.map((each) => [each.partition, each.logStart]));
    this.high = new Map(chosen.map((each) => [each.partition, each.logEnd]));
    this.total = this.left();
    this.window = Math.max(1, Math.ceil(FIRST_WINDOW / Math.max(1, chosen.length)));
    this.newestFirst = true;
  }

  left() {
    return [...this.high].reduce((sum, [partition, offset]) => sum + offset - this.low.get(partition), 0);
  }

  done() {
    return this.left() === 0;
  }

  /** The next hundred or so, or what was found until patience ends; `progress` is told of each piece. */
  async more(signal, progress) {
    const found = [];
    const begun = Date.now();
    while (found.length < WANTED && !this.done() && Date.now() - begun < PATIENCE_MS) {
      const low = new Map([...this.high].map(([partition, offset]) => [partition, Math.max(this.low.get(partition), offset - this.window)]));
      const piece = await this.between(low, signal);
      found.push(...piece.sort(newestFirst));
      this.high = low;
      this.window *= GROWTH;
      progress();
    }
    return found;
  }

  async between(low, signal) {
    const found = [];
    let from = new Map([...low].filter(([partition, offset]) => offset < this.high.get(partition)));
    while (from.size > 0) {
      const page = await get(`topics/${seg(this.topic)}/records`, { ...this.filter, from: froms(from), limit: PAGE, bytes: 4 << 20, timeoutMs: 2000 }, signal);
      found.push(...page.records.filter((record) => record.offset < this.high.get(record.partition)));
      from = page.ended === 'end' ? new Map() : new Map([...from.keys()]
        .map((partition) => [partition, page.next[partition] ?? Infinity])
        .filter(([partition, offset]) => offset < this.high.get(partition)));
    }
    return found;
  }
}

/** Oldest first, from the beginning, an offset or a time: `start` is a parameter of the request. */
export class Forwards {
  constructor(topic, filter, partitions, start) {
    this.topic = topic.name;
    this.filter = filter;
    this.start = { partition: partitions, ...start };
    this.next = null;
    this.ended = false;
    this.looked = 0;
    this.newestFirst = false;
  }

  done() {
    return this.ended;
  }

  async more(signal, progress) {
    const found = [];
    const begun = Date.now();
    while (found.length < WANTED && !this.ended && Date.now() - begun < PATIENCE_MS) {
      const where = this.next ? { from: froms(Object.entries(this.next)) } : this.start;
      const page = await get(`topics/${seg(this.topic)}/records`, { ...this.filter, ...where, limit: WANTED - found.length, timeoutMs: 2000 }, signal);
      found.push(...page.records);
      this.next = page.next;
      this.ended = page.ended === 'end';
      progress();
    }
    return found;
  }
}

/** What comes from now on: streamed, and asked for while the stream is down. `next` says how far each partition is known, so that nothing is told twice. */
export class Follow {
  /**
   * @param came told of records, newest first
   * @param failed told of a failure, and with null that it is over
   */
  constructor(topic, filter, partitions, came, failed) {
    Object.assign(this, { filter, came, failed, heard: [] });
    this.path = `topics/${seg(topic.name)}/records`;
    this.next = Object.fromEntries(topic.partitions
      .filter((each) => partitions.includes(each.partition) && each.logEnd !== null)
      .map((each) => [each.partition, each.logEnd]));
    this.stream = new Stream(() => [`${this.path}/events`, { ...this.params(), rate: PAGE }], ['record']);
    this.stream.addEventListener('told', ({ detail }) => this.hear(detail));
    this.stream.addEventListener('turned', () => this.turned());
  }

  params() {
    return { ...this.filter, from: froms(Object.entries(this.next)) };
  }

  start() {
    this.following = true;
    this.stream.start();
    this.turned();
  }

  stop() {
    this.following = false;
    clearTimeout(this.timer);
    clearTimeout(this.telling);
    this.stream.stop();
  }

  hear({ data, id }) {
    if (this.isNew(data)) {
      this.heard.push(data);
      this.telling ??= setTimeout(() => this.tell(), TOGETHER_MS);
    }
    this.reached(id.split(',').map((place) => place.split(':')));
  }

  isNew(record) {
    return record.offset >= (this.next[record.partition] ?? 0);
  }

  reached(places) {
    places.forEach(([partition, offset]) => (this.next[partition] = Math.max(this.next[partition] ?? 0, Number(offset))));
  }

  tell() {
    this.telling = undefined;
    this.came(this.heard.splice(0).sort(newestFirst));
  }

  turned() {
    clearTimeout(this.timer);
    if (this.stream.up) {
      this.failed(null);
    } else if (this.following) {
      this.timer = setTimeout(() => this.look(), LOOK_MS);
    }
  }

  async look() {
    if (!document.hidden) {
      try {
        const page = await get(this.path, { ...this.params(), limit: PAGE, timeoutMs: 1000 });
        if (!this.following) {
          return;
        }
        this.came(page.records.filter((record) => this.isNew(record)).sort(newestFirst));
        this.reached(Object.entries(page.next));
        this.failed(null);
      } catch (failure) {
        this.failed(failure);
      }
    }
    this.turned();
  }
}

/** A time of whole seconds is written without a fraction, so that times are compared as such and not as text. */
const at = (record) => Date.parse(record.timestamp) || 0;
const newestFirst = (a, b) => at(b) - at(a) || a.partition - b.partition || b.offset - a.offset;
