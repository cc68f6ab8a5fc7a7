/** The admin door: what operators and their tools ask by HTTP, under {@code /api/v1}. Refusals are RFC 9457 problems. */
@NullMarked
package io.suiro.admin;

import org.jspecify.annotations.NullMarked;
