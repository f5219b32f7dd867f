package dev.nonstick.store;

/** The contract on the redis-server that comes with the gateway (6.2). */
class BundledRedisContractIT extends RedisContract {

    @Override
    TestRedis startRedis() throws Exception {
        return TestRedis.start();
    }
}
