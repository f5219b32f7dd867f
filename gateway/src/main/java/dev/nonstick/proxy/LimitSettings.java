package dev.nonstick.proxy;

import java.time.Duration;

/**
 * What a client may send, and how slowly.
 *
 * @param requestLine bytes
 * @param headers bytes of all request fields together
 * @param body bytes; 0: no limit
 * @param idle without a byte on a client connection
 * @param connections client connections at once, per gateway
 */
public record LimitSettings(
        int requestLine, int headers, long body, Duration idle, int connections) {}
