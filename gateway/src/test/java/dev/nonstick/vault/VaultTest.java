package dev.nonstick.vault;

import static dev.nonstick.vault.Cookies.NOW;
import static dev.nonstick.vault.Cookies.SCOPE;
import static dev.nonstick.vault.Cookies.adopted;
import static dev.nonstick.vault.Cookies.contents;
import static dev.nonstick.vault.Cookies.cookie;
import static dev.nonstick.vault.Cookies.delete;
import static dev.nonstick.vault.Cookies.put;
import static dev.nonstick.vault.Cookies.vault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.vault.Vault.Applied;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VaultTest {

    private static Vault apply(Vault vault, VaultChange... changes) {
        Applied applied = vault.apply(List.of(changes), NOW);
        assertThat(applied.refused()).isEmpty();
        return applied.vault();
    }

    private static @Nullable String field(Vault vault) {
        return vault.cookieField(SCOPE, NOW);
    }

    @Test
    void anEmptyVaultIsNothing() {
        assertThat(field(Vault.EMPTY)).isNull();
        assertThat(Vault.EMPTY.apply(List.of(), NOW).vault()).isSameAs(Vault.EMPTY);
        assertThat(apply(Vault.EMPTY, delete("a=1"))).isSameAs(Vault.EMPTY);
    }

    @Test
    void longerPathsComeFirstThenOlderCookies() {
        VaultScope scope = SCOPE;
        List<VaultChange> changes =
                List.of(
                        put(cookie("new=1; Path=/", scope, NOW + 2)),
                        put(cookie("old=2; Path=/", scope, NOW + 1)),
                        put(cookie("long=3; Path=/app", scope, NOW + 3)),
                        put(cookie("also=4; Path=/", scope, NOW + 1)));
        assertThat(field(Vault.EMPTY.apply(changes, NOW).vault()))
                .isEqualTo("long=3; old=2; also=4; new=1");
    }

    @Test
    void aCookieSetAgainKeepsItsPlace() {
        Vault first = vault("a=1; Path=/", "b=2; Path=/");
        Vault later = first.apply(List.of(put(cookie("a=3; Path=/", SCOPE, NOW + 5))), NOW).vault();
        assertThat(field(later)).isEqualTo("a=3; b=2");
        assertThat(later.cookies().getFirst().createdMillis()).isEqualTo(NOW);
    }

    @Test
    void cookiesOfOtherNamesDomainsPathsAndPoolsAreOthers() {
        VaultScope other = new VaultScope("other", SCOPE.host(), SCOPE.path(), true);
        Vault all =
                apply(
                        Vault.EMPTY,
                        put("a=1; Path=/"),
                        put("A=2; Path=/"),
                        put("a=3; Path=/app"),
                        put("a=4; Path=/; Domain=example.com"),
                        put("a=5; Path=/; Domain=shop.example.com"),
                        put(cookie("a=6; Path=/", other, NOW)));
        assertThat(all.cookies()).hasSize(6);
        assertThat(field(all)).isEqualTo("a=3; a=1; A=2; a=4; a=5");
        assertThat(all.cookieField(other, NOW)).isEqualTo("a=6");
        assertThat(field(apply(all, delete("a=x; Path=/")))).isEqualTo("a=3; A=2; a=4; a=5");
    }

    @Test
    void aCookieGoesWhereItBelongsOnly() {
        Vault vault =
                vault(
                        "host=1; Path=/",
                        "wide=2; Path=/; Domain=example.com",
                        "deep=3; Path=/app",
                        "safe=4; Path=/; Secure");
        assertThat(vault.cookieField(VaultScope.of("app", "shop.example.com", "/", true), NOW))
                .isEqualTo("host=1; wide=2; safe=4");
        assertThat(vault.cookieField(VaultScope.of("app", "x.example.com", "/app", false), NOW))
                .isEqualTo("wide=2");
        assertThat(vault.cookieField(VaultScope.of("app", "evil.org", "/app", true), NOW)).isNull();
        assertThat(vault.cookieField(VaultScope.of("b", "shop.example.com", "/app", true), NOW))
                .isNull();
    }

    @Test
    void anExpiredCookieIsNotSentAndSweptByTheNextChange() {
        Vault vault = vault("a=1; Path=/; Max-Age=10", "b=2; Path=/");
        assertThat(vault.cookieField(SCOPE, NOW + 9_999)).isEqualTo("a=1; b=2");
        assertThat(vault.cookieField(SCOPE, NOW + 10_000)).isEqualTo("b=2");
        assertThat(vault.apply(List.of(delete("z=1")), NOW + 10_000).vault()).isSameAs(vault);
        assertThat(vault.apply(List.of(put("c=3")), NOW + 10_000).vault().cookies()).hasSize(2);
    }

    @Test
    void whatSaysNothingNewChangesNothing() {
        Vault vault = vault("a=1; Path=/; Secure", "b=2; Max-Age=3600");
        assertThat(apply(vault, put("a=1; Path=/; Secure"))).isSameAs(vault);
        assertThat(apply(vault, put("b=2; Max-Age=3600"))).isSameAs(vault);
        assertThat(apply(vault, put("b=2; Max-Age=3659"))).isSameAs(vault);
        assertThat(apply(vault, put("b=2; Max-Age=3661"))).isNotSameAs(vault);
        assertThat(apply(vault, put("b=2; Max-Age=3599"))).isNotSameAs(vault);
        assertThat(apply(vault, put("b=2"))).isNotSameAs(vault);
        assertThat(apply(vault, put("a=2; Path=/; Secure"))).isNotSameAs(vault);
        assertThat(apply(vault, put("a=1; Path=/"))).isNotSameAs(vault);
        assertThat(apply(vault, put("a=1; Path=/; Secure; Max-Age=9"))).isNotSameAs(vault);
    }

    @Test
    void aShortLivedCookieIsRenewedInSmallerSteps() {
        Vault vault = vault("a=1; Max-Age=60");
        assertThat(apply(vault, put("a=1; Max-Age=66"))).isSameAs(vault);
        assertThat(apply(vault, put("a=1; Max-Age=70"))).isNotSameAs(vault);
    }

    @Test
    void theSixtyFifthCookieIsRefusedAndNamed() {
        Vault vault = Vault.EMPTY;
        for (int i = 0; i < Vault.MAX_COOKIES; i++) {
            vault = apply(vault, put("c" + i + "=1"));
        }
        VaultChange.Put one = put("more=1; HttpOnly");
        Applied applied = vault.apply(List.of(one, put("c7=2"), delete("c8=")), NOW);
        assertThat(applied.refused()).containsExactly(one);
        assertThat(one.line()).isEqualTo("more=1; HttpOnly");
        assertThat(applied.vault().cookies()).hasSize(63);
        assertThat(applied.vault().apply(List.of(one), NOW).refused()).isEmpty();
        assertThat(vault.apply(List.of(delete("c8="), one), NOW).refused()).isEmpty();
    }

    @Test
    void expiredCookiesMakeRoom() {
        Vault vault = vault("old=1; Max-Age=1");
        for (int i = 1; i < Vault.MAX_COOKIES; i++) {
            vault = apply(vault, put("c" + i + "=1"));
        }
        assertThat(vault.apply(List.of(put("more=1")), NOW).refused()).hasSize(1);
        assertThat(vault.apply(List.of(put("more=1")), NOW + 1000).refused()).isEmpty();
    }

    @Test
    void noVaultIsLargerThanItsLimitAndTheLastByteIsUsed() {
        Vault vault = Vault.EMPTY;
        for (int i = 0; i < 8; i++) {
            vault = apply(vault, put("c" + i + "=" + "v".repeat(3900)));
        }
        int left = Vault.MAX_BYTES - vault.encodedLength() - cookie("last=").size();
        assertThat(vault.apply(List.of(put("last=" + "v".repeat(left + 1))), NOW).refused())
                .hasSize(1);
        Vault full = apply(vault, put("last=" + "v".repeat(left)));
        assertThat(full.encode()).hasSize(Vault.MAX_BYTES);
    }

    @Test
    void aCookieThatOutgrewTheVaultTakesItsOldValueAlong() {
        Vault vault = vault("grows=1");
        for (int i = 0; i < 8; i++) {
            vault = vault.apply(List.of(put("c" + i + "=" + "v".repeat(4000))), NOW).vault();
        }
        Applied applied = vault.apply(List.of(put("grows=" + "v".repeat(4000))), NOW);
        assertThat(applied.refused()).hasSize(1);
        assertThat(field(applied.vault())).doesNotContain("grows");
    }

    @Test
    void anAdoptedCookieYieldsToWhateverTheBackendSets() {
        Vault vault = apply(Vault.EMPTY, put(adopted("a=theirs")));
        assertThat(field(vault)).isEqualTo("a=theirs");
        assertThat(apply(vault, put(adopted("a=again")))).isSameAs(vault);
        assertThat(field(apply(vault, put("a=ours; Path=/app; Domain=example.com"))))
                .isEqualTo("a=ours");
        assertThat(apply(vault, delete("a=; Path=/elsewhere"))).isSameAs(Vault.EMPTY);
        Vault own = vault("a=ours; Path=/app");
        assertThat(apply(own, put(adopted("a=late")))).isSameAs(own);
    }

    @Test
    void changesOfDifferentCookiesMayComeInAnyOrder() {
        Random shuffler = new Random(5);
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2_000; round++) {
            Vault base = vault("a=0; Path=/", "b=0", "gone=0", "c=0; Domain=example.com");
            List<VaultChange> changes = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d", "e", "gone")) {
                String path = random.nextBoolean() ? "; Path=/" : "";
                String line = name + "=" + round + path;
                changes.add(random.nextInt(4) == 0 ? delete(line) : put(line));
            }
            changes.add(put(adopted("taken=1")));
            changes.add(put(adopted("a=1")));
            Vault inOrder = base.apply(changes, NOW).vault();
            Collections.shuffle(changes.subList(0, 7), shuffler);
            Vault oneByOne = base;
            for (VaultChange change : changes) {
                oneByOne = oneByOne.apply(List.of(change), NOW).vault();
            }
            assertThat(contents(oneByOne)).isEqualTo(contents(inOrder));
        }
    }

    @Test
    void noLimitIsPassedAndNothingIsLostWhateverComes() {
        SplittableRandom random = new SplittableRandom(23);
        Vault vault = Vault.EMPTY;
        for (int i = 0; i < 20_000; i++) {
            String line =
                    "n"
                            + random.nextInt(90)
                            + "="
                            + "v".repeat(random.nextInt(random.nextInt(5) == 0 ? 4000 : 300))
                            + (random.nextBoolean() ? "; Path=/" : "");
            VaultChange change = random.nextInt(8) == 0 ? delete(line) : put(line);
            Applied applied = vault.apply(List.of(change), NOW);
            vault = applied.vault();
            if (change instanceof VaultChange.Put put) {
                assertThat(vault.holdsValue(put.stored()))
                        .isNotEqualTo(applied.refused().contains(put));
            }
            assertThat(vault.cookies().size()).isLessThanOrEqualTo(Vault.MAX_COOKIES);
            assertThat(vault.encodedLength()).isLessThanOrEqualTo(Vault.MAX_BYTES);
        }
    }

    @Test
    void valuesAreNeverShown() {
        VaultChange.Put put = put("a=secret");
        assertThat(put + "" + delete("a=secret") + put.stored()).doesNotContain("secret");
        assertThat(vault("a=secret")).hasToString("Vault[1]");
        assertThat(vault("a=secret").apply(List.of(put), NOW).toString()).doesNotContain("secret");
    }
}
