package dev.nonstick.session;

/**
 * What a {@code ref} lets its bearer do: act, through the side API, on the session of one exchange,
 * for as long as that exchange knows the attempt. All else, realm, session and epoch, the exchange
 * knows itself, so nothing of it is in the text.
 *
 * @param loop which event loop of the gateway has the exchange
 * @param exchange random; names it among those of its loop
 * @param attempt counts from 1; a ref of an earlier one is dead
 */
public record Capability(int loop, long exchange, int attempt) {}
