package dev.nonstick.proxy;

import java.util.List;

/**
 * One listener.
 *
 * @param port 0 picks a free one
 * @param trustedProxies CIDR blocks whose Forwarded and X-Forwarded-* fields are believed
 */
public record ListenSettings(String host, int port, List<String> trustedProxies) {}
