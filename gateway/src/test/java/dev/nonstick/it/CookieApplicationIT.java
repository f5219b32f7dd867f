package dev.nonstick.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real applications that keep their state in cookies, unchanged, two instances of each behind two
 * gateways and a Redis.
 */
class CookieApplicationIT {
    @TempDir Path dir;

    private Redis redis;
    private PythonApplication one;
    private PythonApplication two;
    private GatewayUnderTest a;
    private GatewayUnderTest b;

    private final Visitor visitor = new Visitor("app");

    private void start(String module, String application) throws Exception {
        PythonApplication.require(module);
        redis = Redis.start(dir);
        one = PythonApplication.start(application);
        two = PythonApplication.start(application);
        String config =
                """
                store: {url: '%s', command-timeout: 2s}
                session:
                  keys: [{id: 1, secret: '%s'}]
                  cookie: {name: sid, secure: false}
                  logout: {path: /logout}
                pools:
                  app:
                    backends: ['%s', '%s']
                    retry: {attempts: 2, methods: [GET, POST]}
                routes:
                  - pool: app
                    vault: {adopt: [session, sessionid], rotate-on: [session, sessionid]}
                """
                        .formatted(redis.url(), GatewayUnderTest.KEY, one.url(), two.url());
        a = GatewayUnderTest.start(config);
        b = GatewayUnderTest.start(config);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable started : new AutoCloseable[] {a, b, one, two, redis}) {
            if (started != null) {
                started.close();
            }
        }
    }

    private String home(GatewayUnderTest gateway) {
        return home(gateway, visitor);
    }

    private static String home(GatewayUnderTest gateway, Visitor who) {
        Response response = who.get(gateway, "/");
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.text();
    }

    /** Asks until both instances have answered; all of them must say this. */
    private void bothSay(Visitor who, String text) {
        boolean[] seen = new boolean[2];
        Await.until(
                "an answer of either instance",
                () -> {
                    String said = home(a, who);
                    assertThat(said).startsWith(text);
                    assertThat(home(b, who)).startsWith(text);
                    seen[said.contains("pid=" + one.pid()) ? 0 : 1] = true;
                    return seen[0] && seen[1];
                });
    }

    private void done(Response response) {
        assertThat(response.status()).as(response.text()).isEqualTo(302);
    }

    @Test
    void aFlaskShopKeepsItsLoginWhicheverInstanceDies() throws Exception {
        start("flask", "flask_shop");
        done(visitor.post(a, "/login?user=alice"));
        done(visitor.post(b, "/cart?item=milk"));
        // one cookie, and it is ours
        assertThat(visitor.names()).containsExactly("sid");
        bothSay(visitor, "user=alice cart=milk ");

        one.kill();
        assertThat(home(a)).startsWith("user=alice cart=milk pid=" + two.pid());
        done(visitor.post(a, "/cart?item=bread"));
        one = PythonApplication.start("flask_shop");
        assertThat(home(b)).startsWith("user=alice cart=milk,bread ");
    }

    @Test
    void aDjangoSiteKeepsItsLoginAndItsScriptsTheirCsrfToken() throws Exception {
        start("django", "django_notes");
        String token = csrf(home(a));
        done(post("/login", "user=alice", token));
        done(post("/note", "text=hello", csrf(home(b))));
        // scripts read the CSRF cookie, so it is the browser's
        assertThat(visitor.names()).containsExactly("csrftoken", "sid");
        bothSay(visitor, "user=alice notes=hello ");
        assertThat(post("/note", "text=forged", "x".repeat(64)).status()).isEqualTo(403);

        two.kill();
        assertThat(home(b)).startsWith("user=alice notes=hello pid=" + one.pid());
        done(post("/note", "text=again", csrf(home(a))));
        assertThat(home(b)).startsWith("user=alice notes=hello,again ");
    }

    private static String csrf(String page) {
        Matcher token = Pattern.compile("csrf=(\\w+)").matcher(page);
        assertThat(token.find()).as(page).isTrue();
        return token.group(1);
    }

    private Response post(String path, String form, String token) {
        String body = form + "&csrfmiddlewaretoken=" + token;
        String head =
                visitor.request(
                        "POST",
                        path,
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: " + body.length());
        return visitor.take(RawClient.exchange(a.port(), head + body));
    }

    /** What a signed cookie alone cannot do: its copy stays good until it expires. */
    @Test
    void theGatewaysLogoutEndsAStolenCopyOfTheCookie() throws Exception {
        start("flask", "flask_shop");
        Visitor direct = new Visitor("app");
        done(
                direct.take(
                        RawClient.exchange(one.port(), direct.request("POST", "/login?user=bob"))));
        Visitor stolenFromTheApplication = direct.copy();
        done(direct.take(RawClient.exchange(one.port(), direct.request("POST", "/logout"))));
        assertThat(
                        RawClient.exchange(one.port(), stolenFromTheApplication.request("GET", "/"))
                                .text())
                .startsWith("user=bob");

        done(visitor.post(a, "/login?user=alice"));
        Visitor thief = visitor.copy();
        assertThat(home(b, thief)).startsWith("user=alice");
        done(visitor.post(a, "/logout"));
        assertThat(visitor.names()).isEmpty();
        assertThat(home(a, thief)).startsWith("user=- cart=- ");
        assertThat(home(b, thief)).startsWith("user=- cart=- ");
    }

    @Test
    void theCookieFromBeforeALoginIsNoCopyOfTheLogin() throws Exception {
        start("flask", "flask_shop");
        done(visitor.post(a, "/cart?item=milk"));
        Visitor planted = visitor.copy();
        // the cookie of the cart is in the vault already: that it changes is named as a login
        done(visitor.post(a, "/login?user=alice"));
        assertThat(home(a)).startsWith("user=alice cart=milk ");
        assertThat(home(b, planted)).startsWith("user=- cart=- ");
    }

    @Test
    void aVisitorFromBeforeTheGatewayStaysLoggedIn() throws Exception {
        start("flask", "flask_shop");
        done(
                visitor.take(
                        RawClient.exchange(
                                one.port(), visitor.request("POST", "/login?user=alice"))));
        done(
                visitor.take(
                        RawClient.exchange(
                                two.port(), visitor.request("POST", "/cart?item=milk"))));
        assertThat(visitor.names()).containsExactly("session");
        Response first = visitor.get(a, "/");
        assertThat(first.text()).startsWith("user=alice cart=milk ");
        assertThat(first.fields("Set-Cookie"))
                .filteredOn(line -> line.startsWith("session="))
                .isEqualTo(List.of("session=; Path=/; Max-Age=0"));
        assertThat(visitor.names()).containsExactly("sid");
        bothSay(visitor, "user=alice cart=milk ");
        done(visitor.post(b, "/cart?item=bread"));
        assertThat(visitor.names()).containsExactly("sid");
        bothSay(visitor, "user=alice cart=milk,bread ");
    }
}
