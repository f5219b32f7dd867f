package dev.nonstick.store;

import java.nio.file.Path;

/** A process that owns a data directory until it is killed; prints the pid of its Redis. */
final class EmbeddedRedisOwner {

    private EmbeddedRedisOwner() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]));
        try (RawRedis raw = new RawRedis(redis.port())) {
            raw.command("SET", "k", "of the owner");
        }
        System.out.println(redis.process().pid());
        System.in.read();
    }
}
