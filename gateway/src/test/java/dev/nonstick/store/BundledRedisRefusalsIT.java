package dev.nonstick.store;

/** The errors of the redis-server that comes with the gateway (6.2). */
class BundledRedisRefusalsIT extends RedisRefusals {

    @Override
    TestRedis startRedis() throws Exception {
        return TestRedis.start();
    }
}
