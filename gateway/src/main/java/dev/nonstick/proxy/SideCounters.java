package dev.nonstick.proxy;

import dev.nonstick.session.CounterKeys;
import dev.nonstick.session.SideAnswer;
import dev.nonstick.session.SideCall;
import dev.nonstick.store.CounterStore;
import dev.nonstick.store.SessionStore;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/**
 * The counters of the applications, one namespace a realm.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class SideCounters {
    private final CounterStore store;
    private final String namespace;
    private final Map<String, CounterKeys> byRealm = new HashMap<>();

    /**
     * @param namespace first part of every key
     */
    SideCounters(CounterStore store, String namespace) {
        this.store = store;
        this.namespace = namespace;
    }

    Future<SideAnswer> read(String realm, String name) {
        return store.counter(keyOf(realm, name))
                .map(
                        result ->
                                switch (result) {
                                    case CounterStore.Counted(long value) ->
                                            new SideAnswer.Counted(value);
                                    // what nobody has counted yet is counted to nothing
                                    case SessionStore.Absent absent -> new SideAnswer.Counted(0);
                                    case SessionStore.Unavailable lost ->
                                            new SideAnswer.Unavailable(false);
                                });
    }

    Future<SideAnswer> count(String realm, SideCall.Count call) {
        String once = call.idempotencyKey().isEmpty() ? null : call.idempotencyKey();
        return store.count(keyOf(realm, call.name()), call.by(), call.ttlMillis(), once)
                .map(
                        result ->
                                switch (result) {
                                    case CounterStore.Counted(long value) ->
                                            new SideAnswer.Counted(value);
                                    case CounterStore.Overflow overflow ->
                                            new SideAnswer.Conflict(
                                                    SideAnswer.Cause.COUNTER_OVERFLOW, null);
                                    case SessionStore.Unavailable lost ->
                                            new SideAnswer.Unavailable(false);
                                    case SessionStore.Ambiguous lost ->
                                            new SideAnswer.Unavailable(true);
                                });
    }

    private String keyOf(String realm, String name) {
        return byRealm.computeIfAbsent(realm, r -> new CounterKeys(namespace, r)).keyOf(name);
    }
}
