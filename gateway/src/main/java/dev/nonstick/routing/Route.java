package dev.nonstick.routing;

/**
 * A compiled line of the routing table.
 *
 * @param index position in the configuration; counters are kept by it
 */
public record Route(int index, RouteSettings settings) {}
