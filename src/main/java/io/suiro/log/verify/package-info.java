/**
 * Checks the files of a data directory that no broker uses, against the log and each other, and mends what can be made
 * anew from the log.
 */
@NullMarked
package io.suiro.log.verify;

import org.jspecify.annotations.NullMarked;
