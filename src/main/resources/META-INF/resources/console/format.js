// Numbers, sizes and times as people read them.

const whole = new Intl.NumberFormat('en-US');
const one = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export const count = (value) => (value === null || value === undefined ? '–' : whole.format(value));

export const plural = (value, noun) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

export function bytes(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let scaled = value;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 || scaled >= 100 ? whole.format(Math.round(scaled)) : one.format(scaled)} ${units[unit]}`;
}

/** A rate: short, with at most one digit behind the point. */
export function rate(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (value >= 1e6) {
    return `${one.format(value / 1e6)} M/s`;
  }
  if (value >= 1e4) {
    return `${one.format(value / 1e3)} k/s`;
  }
  return `${value >= 10 ? whole.format(Math.round(value)) : one.format(value)}/s`;
}

export function duration(ms) {
  const units = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's']];
  for (const [size, name] of units) {
    if (ms >= size) {
      return `${one.format(ms / size)} ${name}`;
    }
  }
  return `${whole.format(ms)} ms`;
}

const pad = (value, digits = 2) => String(value).padStart(digits, '0');

/** Local time with milliseconds, and the day unless it is today. */
export function time(iso) {
  if (!iso) {
    return '–';
  }
  const at = new Date(iso);
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
  return at.toDateString() === new Date().toDateString() ? clock : `${day(at)} ${clock}`;
}

const day = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;

/** For an input of type datetime-local, in local time. */
export const localInput = (at) =>
  `${day(at)}T${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;

/** What a value of a setting means, where its unit is in the name; empty else. */
export function meaning(name, value) {
  const number = Number(value);
  if (value === null || value === '' || !Number.isFinite(number) || number < 1000 || number >= Number.MAX_SAFE_INTEGER) {
    return '';
  }
  if (name.endsWith('.ms')) {
    return duration(number);
  }
  return name.endsWith('.bytes') ? bytes(number) : '';
}

/** JSON with integers of any size as they are. */
export function json(value, indent) {
  return JSON.stringify(
    value,
    (key, each) => (typeof each === 'bigint' ? (JSON.rawJSON ? JSON.rawJSON(String(each)) : Number(each)) : each),
    indent,
  );
}

/** Numbers in ranges: 0–3, 5. */
export function ranges(numbers) {
  const parts = [];
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at];
    while (at + 1 < numbers.length && numbers[at + 1] === numbers[at] + 1) {
      at++;
    }
    parts.push(numbers[at] === first ? `${first}` : `${first}–${numbers[at]}`);
  }
  return parts.join(', ');
}
