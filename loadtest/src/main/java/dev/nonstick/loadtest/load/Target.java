package dev.nonstick.loadtest.load;

import java.nio.file.Path;
import java.util.List;

/**
 * What a load generator asks for.
 *
 * @param cookies Cookie fields, of which each request takes one at random
 * @param cookieFile the same, one a line
 */
public record Target(int port, String path, List<String> cookies, Path cookieFile) {
    /** Keep-alive connections of every load generator. */
    public static final int CONNECTIONS = 64;
}
