package io.suiro.base;

/**
 * Who asks, whichever door they came through.
 *
 * @param apiVersion version of the request, which decides what the answer may contain
 * @param clientId as the client names itself, empty if it does not
 * @param clientHost the client's address, shown to operators
 */
public record RequestContext(short apiVersion, String clientId, String clientHost) {}
