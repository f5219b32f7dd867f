package dev.nonstick.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The acts, in their order. Each says what is done, as a command that a person could type, shows
 * what came of it, and claims something that the narrator counts as checked.
 */
final class Play {
    private static final String USER = "alice";
    private static final List<String> ITEMS = List.of("earl grey", "shortbread");
    private static final int FEW = 6;
    private static final int MANY = 40;
    private static final Duration BREATH = Duration.ofMillis(100);
    private static final Duration RETURN = Duration.ofSeconds(30);

    private final Stage stage;
    private final Narrator narrator;
    private final Browser alice;

    Play(Stage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
        this.alice = stage.browser(Stage.HOST);
    }

    void perform() {
        start();
        withoutOffload();
        Reply latest = withOffload();
        latest = instanceKilled(latest);
        gatewayRestarted(latest);
        insideRedis();
        logout();
    }

    private void start() {
        narrator.act(0, "What is running");
        for (ShopInstance instance : stage.instances()) {
            narrator.fact(
                    "shop " + instance.name(),
                    instance.url() + "  a plain webapp in a Tomcat of its own, " + pid(instance));
        }
        GatewayProcess gateway = stage.gateway();
        narrator.fact(
                "gateway",
                "http://127.0.0.1:" + gateway.port() + "  in front of both, pid " + gateway.pid());
        narrator.fact("redis", gateway.store() + "  started by the gateway, real");
        narrator.fact("admin", gateway.admin());
    }

    private void withoutOffload() {
        narrator.act(1, "WITHOUT session offload: each shop keeps its visitors in its memory");
        Browser plain = stage.browser(Stage.PLAIN_HOST);
        login(plain);
        Visits visits = visit(plain);
        narrator.check(
                "the requests went to both instances: " + visits.shares(),
                visits.instances().equals("A B"),
                visits.shares());
        narrator.check(
                "the visit counter stumbles instead of counting from 1 to "
                        + visits.replies().size(),
                visits.allAnswered() && !visits.countFrom(1),
                visits.counters());
        long lost = visits.number(reply -> !USER.equals(reply.user()));
        narrator.check(
                "the login gets lost: %d of %d pages do not know %s"
                        .formatted(lost, visits.replies().size(), USER),
                visits.allAnswered() && lost > 0,
                visits.replies());
    }

    private Reply withOffload() {
        narrator.act(2, "WITH session offload: same gateway, same shops, another route");
        for (String item : ITEMS) {
            narrator.command("curl -b jar -c jar -d item='" + item + "' " + alice.url("/cart"));
            alice.put(item);
        }
        Map<String, String> before = alice.cookies();
        login(alice);
        Visits visits = visit(alice);
        goesOn(visits, 1);
        narrator.check(
                "the requests went to both instances: " + visits.shares(),
                visits.instances().equals("A B"),
                visits.shares());
        narrator.check(
                "the browser holds one cookie, " + Stage.COOKIE + ", and none of the shop's",
                alice.cookies().keySet().equals(Set.of(Stage.COOKIE)),
                alice.cookies().keySet());
        narrator.check(
                "login has changed the cookie: the one from before is not the one of " + USER,
                !before.isEmpty() && !before.equals(alice.cookies()),
                before.keySet());
        return visits.latest();
    }

    private Reply instanceKilled(Reply latest) {
        narrator.act(3, "An instance dies in the middle of it");
        ShopInstance victim = stage.instance(latest.instance());
        narrator.command("kill -9 %d   # shop %s".formatted(victim.pid(), victim.name()));
        victim.kill();
        Visits alone = visit(alice, FEW);
        goesOn(alone, latest.visits() + 1);
        narrator.check(
                "the other instance answered every request",
                alone.allAnswered() && alone.all(reply -> !reply.instance().equals(victim.name())),
                alone.shares());

        narrator.say("Now shop " + victim.name() + " is started again, on its old port.");
        victim.startAgain();
        Visits waiting = visitUntilAnsweredBy(victim);
        narrator.check(
                "shop " + victim.name() + " answers again, as pid " + victim.pid(),
                waiting.latest().pid() == victim.pid(),
                waiting.shares());
        Visits together = visit(alice);
        goesOn(
                new Visits(
                        Stream.concat(waiting.replies().stream(), together.replies().stream())
                                .toList()),
                alone.last() + 1);
        narrator.check(
                "both instances share the work again: " + together.shares(),
                together.instances().equals("A B"),
                together.shares());
        return together.latest();
    }

    private void gatewayRestarted(Reply latest) {
        narrator.act(4, "The gateway is restarted");
        narrator.command("kill -TERM " + stage.gateway().pid() + "   # the gateway");
        long begin = System.nanoTime();
        int exitCode = stage.gateway().stop();
        narrator.check("it finished in order: exit code 0", exitCode == 0, exitCode);
        stage.gateway().startAgain();
        narrator.say(
                "A new gateway (pid %d) serves %.1f s later; it kept nothing, Redis kept all."
                        .formatted(
                                stage.gateway().pid(),
                                (System.nanoTime() - begin) / 1_000_000_000.0));
        Visits visits = visit(alice, FEW);
        goesOn(visits, latest.visits() + 1);
    }

    private void insideRedis() {
        narrator.act(5, "What somebody finds who gets into Redis");
        narrator.command("redis-cli -u " + stage.gateway().store() + " --scan");
        List<RedisView.Entry> entries = RedisView.entries(stage.gateway().store());
        for (RedisView.Entry entry : entries) {
            narrator.fact(
                    "key",
                    "%s  %d bytes, ends in %d s"
                            .formatted(
                                    entry.name(),
                                    entry.value().length(),
                                    entry.ttlMillis() / 1000));
        }
        narrator.check(
                "every key has an end (TTL); keys: " + entries.size(),
                !entries.isEmpty() && entries.stream().allMatch(entry -> entry.ttlMillis() > 0),
                entries.stream().map(RedisView.Entry::ttlMillis).toList());
        String cookie = alice.cookies().getOrDefault(Stage.COOKIE, USER);
        List<String> secrets = List.of(USER, ITEMS.getFirst(), ITEMS.getLast(), cookie);
        narrator.check(
                "neither the user, nor an item, nor the cookie can be read in keys or values",
                entries.stream().noneMatch(entry -> secrets.stream().anyMatch(entry::shows)),
                entries.stream().map(RedisView.Entry::name).toList());
    }

    private void logout() {
        narrator.act(6, "Logging out ends the session, everywhere");
        Browser thief = alice.copy();
        narrator.check(
                "a copy of the cookie works as long as the session lives",
                USER.equals(thief.whoami().user()),
                thief.whoami());
        narrator.command("curl -b jar -c jar -X POST " + alice.url("/logout"));
        alice.logout();
        Reply stolen = thief.whoami();
        narrator.check(
                "after the logout that copy is worthless: no user, no visits, no cart",
                stolen.knowsNobody(),
                stolen);
        Reply fresh = alice.visit();
        narrator.check(
                "the browser starts again as a stranger, with visit 1",
                fresh.visits() == 1 && fresh.user() == null && fresh.cart().isEmpty(),
                fresh);
    }

    private void login(Browser browser) {
        narrator.command("curl -b jar -c jar -d user=" + USER + " " + browser.url("/login"));
        Reply reply = browser.login(USER);
        narrator.check(
                "logged in: shop " + reply.instance() + " knows " + USER,
                USER.equals(reply.user()),
                reply);
    }

    /** Enough visits to have met both instances. */
    private Visits visit(Browser browser) {
        return show(browser, browser.visits(FEW, seen -> seen.instances().equals("A B"), MANY));
    }

    private Visits visit(Browser browser, int times) {
        return show(browser, browser.visits(times, seen -> true, times));
    }

    private Visits visitUntilAnsweredBy(ShopInstance instance) {
        long deadline = System.nanoTime() + RETURN.toNanos();
        List<Reply> replies = new ArrayList<>();
        do {
            Pause.of(BREATH);
            replies.add(alice.visit());
        } while (!replies.getLast().instance().equals(instance.name())
                && System.nanoTime() < deadline);
        return new Visits(List.copyOf(replies));
    }

    private Visits show(Browser browser, Visits visits) {
        narrator.command(
                "curl -b jar -c jar -H accept:application/json %s   # %d times"
                        .formatted(browser.url("/visit"), visits.replies().size()));
        narrator.table(visits.table());
        return visits;
    }

    private void goesOn(Visits visits, int first) {
        narrator.check(
                "the counter goes on without a gap: %d to %d".formatted(first, visits.last()),
                visits.countFrom(first),
                visits.counters());
        narrator.check(
                "%s stays logged in, with %s in the cart"
                        .formatted(USER, String.join(" and ", ITEMS)),
                visits.all(reply -> USER.equals(reply.user()) && reply.cart().equals(ITEMS)),
                visits.replies());
    }

    private static String pid(ShopInstance instance) {
        return "pid " + instance.pid();
    }
}
