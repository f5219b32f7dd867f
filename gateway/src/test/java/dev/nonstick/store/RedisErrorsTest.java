package dev.nonstick.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    LOADING Redis is loading the dataset in memory                        | NOT_SERVING
                    READONLY You can't write against a read only replica.                 | NOT_SERVING
                    MASTERDOWN Link with MASTER is down                                   | NOT_SERVING
                    CLUSTERDOWN The cluster is down                                       | NOT_SERVING
                    MISCONF Redis is configured to save RDB snapshots, but it cannot      | NOT_SERVING
                    OOM command not allowed when used memory > 'maxmemory'.               | NOT_SERVING
                    NOREPLICAS Not enough good replicas to write.                         | NOT_SERVING
                    BUSY Redis is busy running a script.                                  | NOT_SERVING
                    ERR max number of clients reached                                     | NOT_SERVING
                    @user_script: 10: -READONLY You can't write against a read only       | NOT_SERVING
                    ERR Error running script (call to f_1): @user_script:10: -OOM command | NOT_SERVING
                    NOAUTH Authentication required.                                       | REFUSED
                    WRONGPASS invalid username-password pair or user is disabled.         | REFUSED
                    NOPERM this user has no permissions to run the 'set' command          | REFUSED
                    DENIED Redis is running in protected mode                             | REFUSED
                    MOVED 3999 127.0.0.1:6381                                             | PROTOCOL
                    WRONGTYPE Operation against a key holding the wrong kind of value     | PROTOCOL
                    ERR syntax error                                                      | PROTOCOL
                    ODD                                                                   | PROTOCOL
                    """)
    void errorsHaveAMeaning(String message, StoreFault fault) {
        assertThat(RedisErrors.fault(message)).isEqualTo(fault);
    }

    @Test
    void anUnknownScriptIsTold() {
        assertThat(RedisErrors.isUnknownScript("NOSCRIPT No matching script. Please use EVAL."))
                .isTrue();
        assertThat(RedisErrors.isUnknownScript("ERR NOSCRIPT")).isFalse();
    }

    @Test
    void aForbiddenCommandIsNotAForbiddenUser() {
        assertThat(RedisErrors.isForbiddenCommand("NOPERM this user has no permissions")).isTrue();
        assertThat(RedisErrors.isForbiddenCommand("NOAUTH Authentication required.")).isFalse();
    }
}
