package dev.nonstick.store;

import org.junit.jupiter.api.condition.EnabledIf;

/** The errors of the redis-server that this machine has installed, if it has one. */
@EnabledIf("dev.nonstick.store.TestRedis#isInstalled")
class InstalledRedisRefusalsIT extends RedisRefusals {

    @Override
    TestRedis startRedis() throws Exception {
        return TestRedis.startInstalled();
    }
}
