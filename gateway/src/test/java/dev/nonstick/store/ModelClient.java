package dev.nonstick.store;

import dev.nonstick.session.Change;
import dev.nonstick.session.Change.Rotation;
import dev.nonstick.session.SideCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A browser with its cookie, and its requests. */
final class ModelClient {
    private static final int MAX_OPEN = 4;

    private final ModelRun run;
    private final ModelLedger ledger;
    private final ModelJudge judge;
    private final ModelChanges changes;
    private final List<Exchange> open = new ArrayList<>();
    private final Map<String, Integer> newest = new HashMap<>();
    final String name;
    @Nullable String cookie;

    /** It has missed a login, shares its cookie or was given an older one: it may be shut out. */
    private boolean excused;

    ModelClient(
            ModelRun run, ModelLedger ledger, ModelJudge judge, ModelChanges changes, String name) {
        this.run = run;
        this.ledger = ledger;
        this.judge = judge;
        this.changes = changes;
        this.name = name;
    }

    /** One request. */
    private static final class Exchange {
        final ModelLoop loop;
        final ModelJudge.@Nullable Before before;
        @Nullable SessionView view;
        @Nullable ModelAsk ask;
        boolean asked;

        Exchange(ModelLoop loop, ModelJudge.@Nullable Before before) {
            this.loop = loop;
            this.before = before;
        }

        boolean isHeld() {
            return view != null && !asked;
        }

        boolean isAnswered() {
            ModelAsk theirs = ask;
            return theirs != null && theirs.result != null;
        }
    }

    boolean mayBegin() {
        return open.size() < MAX_OPEN;
    }

    boolean isHeld() {
        return open.stream().anyMatch(Exchange::isHeld);
    }

    boolean isAnswered() {
        return open.stream().anyMatch(Exchange::isAnswered);
    }

    /** A request comes to a gateway. */
    void begin(ModelLoop at) {
        run.note(name + " asks " + at.name);
        String sent = cookie;
        Exchange exchange = new Exchange(at, sent == null ? null : judge.before(sent, at.readAt()));
        open.add(exchange);
        at.engine
                .find(at.realm, sent == null ? List.of() : List.of(sent))
                .onSuccess(view -> found(exchange, view));
    }

    private void found(Exchange exchange, SessionView view) {
        run.note(name + " at " + exchange.loop.name + ": " + view.getClass().getSimpleName());
        run.count("found " + view.getClass().getSimpleName());
        if (exchange.before != null) {
            judge.found(exchange.before, view);
        }
        exchange.view = view;
    }

    /** A backend answers one of the requests. */
    void answer(long number) {
        Exchange exchange = run.pick(open.stream().filter(Exchange::isHeld).toList());
        SessionView view = Objects.requireNonNull(exchange.view);
        Change change = changes.next(number);
        boolean patch =
                change.principal() == null
                        && change.rotation() == Rotation.NONE
                        && change.cookies().isEmpty()
                        && run.chance(15);
        SessionView.Live live = view instanceof SessionView.Live seen ? seen : null;
        long version =
                patch && live != null && run.chance(50)
                        ? live.record().version()
                        : SideCall.ANY_VERSION;
        ModelAsk ask =
                new ModelAsk(
                        number, change, live, patch ? version : SideCall.ANY_VERSION, run.tick());
        ledger.asked(ask);
        exchange.asked = true;
        exchange.ask = ask;
        run.note(name + " at " + exchange.loop.name + " asks for " + number + ": " + text(change));
        run.count("asked");
        ModelLedger.AllEnded all = ending(ask);
        SessionEngine engine = exchange.loop.engine;
        (patch
                        ? engine.patch(exchange.loop.realm, view, change, version)
                        : engine.commit(exchange.loop.realm, view, change, run.chance(80)))
                .onSuccess(result -> told(exchange, ask, all, result));
    }

    private ModelLedger.@Nullable AllEnded ending(ModelAsk ask) {
        SessionView.Live live = ask.seen;
        if (live == null || !ask.change.ends()) {
            return null;
        }
        ModelSession session = Objects.requireNonNull(ledger.session(live.storeKey()));
        session.endings.add(live.record().epoch());
        String principal = live.record().login().principal();
        return ask.change.ending() == Change.Ending.SESSION || principal.isEmpty()
                ? null
                : ledger.allEnding(principal);
    }

    private void told(
            Exchange exchange,
            ModelAsk ask,
            ModelLedger.@Nullable AllEnded all,
            CommitResult result) {
        String kind = result.getClass().getSimpleName();
        run.note(name + " at " + exchange.loop.name + ": " + ask.number + " " + kind);
        run.count("commit " + kind);
        ledger.told(ask, result);
        if (all != null) {
            all.told = run.tick();
            all.kept =
                    result instanceof CommitResult.Kept || result instanceof CommitResult.Dropped;
        }
        String set = given(result);
        if (set != null && !set.isEmpty()) {
            judge.given(ask, set);
        }
    }

    /** The cookie of a response: null: none; empty: it takes it away. */
    private static @Nullable String given(@Nullable CommitResult result) {
        if (!(result instanceof CommitResult.Kept(String set, _, _)) || set == null) {
            return null;
        }
        return set.substring("sid=".length(), set.indexOf(';'));
    }

    /** The browser gets a response, or it is lost on the way. */
    void receive(boolean lost, List<String> handedOut) {
        Exchange exchange = run.pick(open.stream().filter(Exchange::isAnswered).toList());
        open.remove(exchange);
        ModelAsk ask = Objects.requireNonNull(exchange.ask);
        String set = given(ask.result);
        boolean login = ask.change.principal() != null || ask.change.rotation() == Rotation.STRICT;
        if (login && (set == null || lost)) {
            excused = true;
        }
        if (set == null) {
            return;
        }
        run.note(name + (lost ? " loses" : " gets") + " the cookie of " + ask.number);
        if (!set.isEmpty()) {
            handedOut.add(set);
        }
        if (lost) {
            run.count("fault response lost");
            return;
        }
        if (set.isEmpty()) {
            cookie = null;
            return;
        }
        ModelJudge.Named named = judge.named(set);
        if (newest.merge(named.rid(), named.generation(), Math::max) > named.generation()) {
            run.count("an older cookie comes last");
            excused = true;
        }
        cookie = set;
    }

    void steals(ModelClient from) {
        run.note(name + " has a copy of the cookie of " + from.name);
        run.count("theft");
        cookie = from.cookie;
        excused = true;
        from.excused = true;
    }

    /** When all is quiet: its cookie finds its session. */
    void settled(ModelLoop at) {
        String sent = cookie;
        if (sent == null) {
            return;
        }
        ModelJudge.Named named = judge.named(sent);
        ModelSession session = Objects.requireNonNull(ledger.session(named.key()));
        ModelJudge.Before before = judge.before(sent, at.readAt());
        SessionView view = Objects.requireNonNull(at.engine.find(at.realm, List.of(sent)).result());
        judge.found(before, view);
        if (view instanceof SessionView.Live) {
            run.count("browser finds its session at the end");
            return;
        }
        boolean gone = !before.there() || ledger.mayBeEnded(session);
        run.count(gone ? "browser's session is over" : "browser is excused");
        run.require(gone || excused, name + " is stranded");
    }

    private static String text(Change change) {
        StringBuilder text = new StringBuilder();
        text.append(change.ending()).append(' ').append(change.rotation());
        if (change.principal() != null) {
            text.append(" login ").append(change.principal());
        }
        change.operations().forEach(o -> text.append(' ').append(o.getClass().getSimpleName()));
        return text.append(change.cookies().isEmpty() ? "" : " cookie").toString();
    }
}
