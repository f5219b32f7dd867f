package dev.nonstick;

import dev.nonstick.config.GatewaySettings;
import dev.nonstick.proxy.Proxy;
import dev.nonstick.session.Capability;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.RealmSettings;
import dev.nonstick.session.SideAnswer;
import dev.nonstick.session.SideCall;
import dev.nonstick.sideapi.SideApi;
import dev.nonstick.sideapi.SideApiSettings;
import dev.nonstick.telemetry.EventLog;
import dev.nonstick.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The side API and the data plane that it calls: one listens first, because the other tells
 * backends where.
 *
 * <p>Thread rule: as {@link Gateway}, but for the calls.
 */
final class Aside {
    /** Beside the largest session in base64: names, members, other operations. */
    private static final int BODY_SPARE = 64 * 1024;

    private final long instance = new SecureRandom().nextLong();
    private final SideApi api;
    private volatile @Nullable Proxy proxy;

    private Aside(
            SideApiSettings side,
            GatewaySettings settings,
            Vertx vertx,
            KeyRing keys,
            int loops,
            Metrics metrics,
            EventLog log)
            throws Exception {
        int largest =
                settings.realms().values().stream()
                        .mapToInt(RealmSettings::maxSize)
                        .max()
                        .orElse(0);
        this.api =
                SideApi.start(
                        vertx,
                        side,
                        new SideApi.Parts(
                                keys,
                                instance,
                                this::call,
                                loops,
                                2 * largest + BODY_SPARE,
                                metrics,
                                log));
    }

    /**
     * Listens; null where there is none.
     *
     * @throws Exception says what could not be had: most often a port
     */
    static @Nullable Aside start(
            GatewaySettings settings,
            Vertx vertx,
            KeyRing keys,
            int loops,
            Metrics metrics,
            EventLog log)
            throws Exception {
        SideApiSettings side = settings.sideApi();
        if (side == null) {
            return null;
        }
        try {
            return new Aside(side, settings, vertx, keys, loops, metrics, log);
        } catch (IOException e) {
            throw Gateway.taken(
                    "side-api.address", side.address().text() + ": " + e.getMessage(), e);
        }
    }

    private Future<SideAnswer> call(Capability ref, SideCall call) {
        Proxy there = proxy;
        // before there is one, no ref was issued
        return there == null
                ? Future.succeededFuture(SideAnswer.Dead.INSTANCE)
                : there.call(ref, call);
    }

    Proxy.SideApi told() {
        return new Proxy.SideApi(api.url(), instance);
    }

    void serve(Proxy started) {
        proxy = started;
    }

    void close() {
        try {
            api.close();
        } catch (IOException e) {
            // a socket's file stays behind: the next start takes its place
        }
    }
}
