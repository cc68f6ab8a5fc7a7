// What has been seen of a growing figure while the page is open, and how fast it grows.

const KEPT = 150;
const seen = new Map();

/** A figure now; of a counter that begins anew the earlier values are forgotten. */
export function record(key, value, at = Date.now()) {
  if (value === null || value === undefined) {
    return;
  }
  const points = seen.get(key) || [];
  const last = points.at(-1);
  if (last && at - last.at < 500) {
    return;
  }
  points.push({ at, value });
  if (points.length > KEPT) {
    points.shift();
  }
  seen.set(key, points);
}

/** Values as they were: columns of seconds and values. */
export function values(key) {
  const points = seen.get(key) || [];
  return [points.map((point) => point.at / 1000), points.map((point) => point.value)];
}

/** Growth per second between values: columns of seconds and rates. A counter that went back began anew. */
export function rates(key) {
  const points = seen.get(key) || [];
  const times = [];
  const grown = [];
  for (let at = 1; at < points.length; at++) {
    const elapsed = (points[at].at - points[at - 1].at) / 1000;
    times.push(points[at].at / 1000);
    grown.push(Math.max(0, points[at].value - points[at - 1].value) / elapsed);
  }
  return [times, grown];
}

/** The latest rate, null until there are two values. */
export function rateNow(key) {
  return rates(key)[1].at(-1) ?? null;
}
