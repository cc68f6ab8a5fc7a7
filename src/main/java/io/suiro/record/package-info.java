/** Record batches, format 2: view, read, build, validate and stamp. Knows nothing of files or sockets. */
@NullMarked
package io.suiro.record;

import org.jspecify.annotations.NullMarked;
