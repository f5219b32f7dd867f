package dev.nonstick.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

    /** Routes written as host and path in one; each is named as it is written. */
    private static RouteTable table(String... routes) {
        List<RouteSettings> settings = new ArrayList<>();
        for (String route : routes) {
            int slash = route.indexOf('/');
            settings.add(
                    new RouteSettings(
                            route,
                            route.substring(0, slash),
                            route.substring(slash),
                            "pool",
                            null));
        }
        return new RouteTable(settings);
    }

    private static @Nullable String find(RouteTable table, String authority, String path) {
        Route route = table.find(authority, path);
        return route == null ? null : route.settings().name();
    }

    private static final RouteTable TABLE =
            table(
                    "*/",
                    "*/static",
                    "*.example.com/",
                    "*.shop.example.com/",
                    "shop.example.com/",
                    "shop.example.com/admin",
                    "shop.example.com/admin/users",
                    "shop.example.com/api/",
                    "[::1]/",
                    "192.0.2.1/");

    @ParameterizedTest
    @CsvSource({
        // exact beats suffix beats any
        "shop.example.com,      /,               shop.example.com/",
        "www.example.com,       /,               *.example.com/",
        "a.b.example.com,       /,               *.example.com/",
        "x.shop.example.com,    /,               *.shop.example.com/",
        "example.com,           /,               */",
        ".example.com,          /,               */",
        "badexample.com,        /,               */",
        "example.com.evil,      /,               */",
        "other,                 /,               */",
        "'',                    /,               */",
        // a more specific host wins over a longer path
        "www.example.com,       /static/a.css,   *.example.com/",
        "other,                 /static/a.css,   */static",
        // the longest path, at segment borders
        "shop.example.com,      /admin,          shop.example.com/admin",
        "shop.example.com,      /admin/,         shop.example.com/admin",
        "shop.example.com,      /admin/x,        shop.example.com/admin",
        "shop.example.com,      /admin/users,    shop.example.com/admin/users",
        "shop.example.com,      /admin/users/7,  shop.example.com/admin/users",
        "shop.example.com,      /admin/usersx,   shop.example.com/admin",
        "shop.example.com,      /administrator,  shop.example.com/",
        "shop.example.com,      /admin;x,        shop.example.com/admin",
        "shop.example.com,      /ADMIN,          shop.example.com/",
        "shop.example.com,      /api/,           shop.example.com/api/",
        "shop.example.com,      /api/x,          shop.example.com/api/",
        "shop.example.com,      /api,            shop.example.com/",
        "shop.example.com,      /x/admin,        shop.example.com/",
        // port and case do not matter
        "shop.example.com:8080, /admin,          shop.example.com/admin",
        "SHOP.Example.COM,      /admin,          shop.example.com/admin",
        "Shop.Example.Com:,     /admin,          shop.example.com/admin",
        "WWW.EXAMPLE.COM:443,   /,               *.example.com/",
        // addresses
        "[::1],                 /,               '[::1]/'",
        "[::1]:8080,            /,               '[::1]/'",
        "[::2]:8080,            /,               */",
        "192.0.2.1,             /,               192.0.2.1/",
        "192.0.2.1:80,          /,               192.0.2.1/",
    })
    void theMostSpecificRouteWins(String authority, String path, String expected) {
        assertThat(find(TABLE, authority, path)).isEqualTo(expected);
    }

    @Test
    void theOrderOfTheFileDoesNotMatterForWhatIsMoreSpecific() {
        RouteTable table = table("a/x/y", "*/x", "a/", "*.a/", "a/x", "*/x/y/z");
        assertThat(find(table, "a", "/x/y/z")).isEqualTo("a/x/y");
        assertThat(find(table, "a", "/x/z")).isEqualTo("a/x");
        assertThat(find(table, "a", "/z")).isEqualTo("a/");
        assertThat(find(table, "b.a", "/x/y/z")).isEqualTo("*.a/");
    }

    @Test
    void theOrderOfTheFileBreaksTies() {
        RouteTable table =
                new RouteTable(
                        List.of(
                                new RouteSettings("1", "a", "/x", "p", null),
                                new RouteSettings("2", "a", "/x", "p", null),
                                new RouteSettings("3", "a", "/y", "p", null)));
        assertThat(find(table, "a", "/x")).isEqualTo("1");
        assertThat(find(table, "a", "/y")).isEqualTo("3");
    }

    @Test
    void aHostWithoutAMatchingPathLeavesTheRequestToTheNextHost() {
        RouteTable table = table("a.b/x", "*.b/y", "*/z");
        assertThat(find(table, "a.b", "/x")).isEqualTo("a.b/x");
        assertThat(find(table, "a.b", "/y")).isEqualTo("*.b/y");
        assertThat(find(table, "a.b", "/z")).isEqualTo("*/z");
        assertThat(find(table, "a.b", "/w")).isNull();
        assertThat(find(table, "c", "/x")).isNull();
    }

    @Test
    void aTargetThatIsNoPathHasNoRoute() {
        assertThat(find(TABLE, "shop.example.com", "*")).isNull();
        assertThat(find(TABLE, "shop.example.com", "")).isNull();
    }

    @Test
    void anEmptyTableHasNoRoute() {
        RouteTable none = table();
        assertThat(none.find("a", "/")).isNull();
        assertThat(none.all()).isEmpty();
    }

    @Test
    void allRoutesKeepOrderAndIndex() {
        RouteTable table = table("*/b", "a/", "*.c/long/path");
        assertThat(table.all())
                .extracting(r -> r.settings().name())
                .containsExactly("*/b", "a/", "*.c/long/path");
        assertThat(table.all()).extracting(Route::index).containsExactly(0, 1, 2);
    }
}
