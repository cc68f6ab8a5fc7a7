// How much room brokers have, from their log directories.

/** Bytes of records, bytes that are free, and how full the fullest volume is, from 0 to 1; null where the broker does not tell. */
export function disk(broker) {
  const known = (broker.logDirectories || []).filter((directory) => directory.online && directory.totalBytes);
  const sum = (of) => (known.length ? known.reduce((total, directory) => total + of(directory), 0) : null);
  return {
    data: sum((directory) => directory.replicaBytes),
    free: sum((directory) => directory.usableBytes),
    used: known.length ? Math.max(...known.map((directory) => 1 - directory.usableBytes / directory.totalBytes)) : null,
  };
}

/** From here on somebody should look. */
export const NEARLY_FULL = 0.9;
