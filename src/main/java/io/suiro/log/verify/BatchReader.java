package io.suiro.log.verify;

import io.suiro.log.BatchWalk;
import java.io.IOException;
import java.nio.file.Path;

/** Is told of all that a partition's segments hold, in order. */
interface BatchReader {
    /** A sound batch of the file; valid during the call. */
    void batch(Path file, BatchWalk batch) throws IOException;

    /** A stretch that is none. */
    void damage();
}
