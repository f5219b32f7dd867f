package dev.nonstick.vault;

import static dev.nonstick.vault.Cookies.NOW;
import static dev.nonstick.vault.Cookies.adopted;
import static dev.nonstick.vault.Cookies.put;
import static dev.nonstick.vault.Cookies.vault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VaultCodecTest {

    private static void refused(byte[] bytes) {
        assertThatExceptionOfType(MalformedVaultException.class)
                .isThrownBy(() -> Vault.decode(bytes));
    }

    private static Vault sample() {
        return vault(
                        "a=é; Path=/; Secure; HttpOnly; SameSite=Strict",
                        "b=; Domain=example.com; Max-Age=60; SameSite=Lax",
                        "c=1; Secure; Partitioned; SameSite=None")
                .apply(List.of(put(adopted("d=4"))), NOW)
                .vault();
    }

    @Test
    void theBytesLieAsDrawn() {
        VaultScope scope = new VaultScope("p", "h.x", "/", true);
        StoredCookie stored =
                Cookies.cookie("n=é; Path=/q; Secure; HttpOnly; SameSite=Lax", scope, 1);
        Vault vault = Vault.EMPTY.apply(List.of(put(stored)), 1).vault();
        assertThat(HexFormat.of().formatHex(vault.encode()))
                .isEqualTo(
                        "01"
                                + "01"
                                + "47"
                                + "7fffffffffffffff"
                                + "0000000000000001"
                                + "000170"
                                + "00016e"
                                + "0001e9"
                                + "0003682e78"
                                + "00022f71");
        assertThat(vault.encodedLength()).isEqualTo(vault.encode().length);
    }

    @Test
    void whatWasWrittenIsRead() throws MalformedVaultException {
        Vault vault = sample();
        assertThat(Vault.decode(vault.encode()).cookies()).isEqualTo(vault.cookies());
        assertThat(Vault.EMPTY.encode()).isEmpty();
        assertThat(Vault.EMPTY.encodedLength()).isZero();
        assertThat(Vault.decode(new byte[0])).isSameAs(Vault.EMPTY);
    }

    @Test
    void aFullVaultIsRead() throws MalformedVaultException {
        Vault vault = Vault.EMPTY;
        for (int i = 0; i < Vault.MAX_COOKIES; i++) {
            vault = vault.apply(List.of(put("c" + i + "=1")), NOW).vault();
        }
        assertThat(Vault.decode(vault.encode()).cookies()).hasSize(Vault.MAX_COOKIES);
        byte[] tooMany = vault.encode();
        tooMany[1] = 65;
        refused(tooMany);
    }

    @Test
    void cutOrLongerBytesAreRefused() {
        byte[] bytes = sample().encode();
        for (int length = 1; length < bytes.length; length++) {
            refused(Arrays.copyOf(bytes, length));
        }
        refused(Arrays.copyOf(bytes, bytes.length + 1));
        refused(new byte[Vault.MAX_BYTES + 1]);
    }

    @Test
    void unknownFormatsFlagsAndCountsAreRefused() {
        for (int at : new int[] {0, 1, 2}) {
            byte[] bytes = sample().encode();
            bytes[at] = (byte) 0x80;
            refused(bytes);
        }
        refused(new byte[] {1, 0});
    }

    @Test
    void whatWouldBreakOutOfACookieFieldIsRefused() {
        byte[] bytes = vault("name=value").encode();
        int value = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("value");
        for (char c : new char[] {';', '\r', '\n', 0, 0x7f}) {
            byte[] broken = bytes.clone();
            broken[value] = (byte) c;
            refused(broken);
        }
    }

    @Test
    void aCookieThatIsThereTwiceIsRefused() {
        byte[] two = vault("a=1", "b=1").encode();
        for (int i = 0; i < two.length; i++) {
            if (two[i] == 'b') {
                two[i] = 'a';
            }
        }
        refused(two);
    }

    @Test
    void anyBytesAreTheOneWayToWriteAVaultOrRefused() {
        SplittableRandom random = new SplittableRandom(9);
        byte[] sample = sample().encode();
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = sample.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Vault.decode(bytes).encode()).isEqualTo(bytes);
                read++;
            } catch (MalformedVaultException e) {
                assertThat(e.getMessage()).hasSizeLessThan(10);
            }
        }
        assertThat(read).isBetween(5_000, 49_000);
    }
}
