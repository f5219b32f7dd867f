package dev.nonstick.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

    private static boolean contains(String block, String address) {
        return new AddressRanges(List.of(block)).contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0",
        "10.0.0.0/8, 10.255.255.255",
        "192.168.4.0/22, 192.168.4.0",
        "192.168.4.0/22, 192.168.7.255",
        "192.0.2.128/25, 192.0.2.128",
        "192.0.2.128/25, 192.0.2.255",
        "192.0.2.7/32, 192.0.2.7",
        "192.0.2.7, 192.0.2.7",
        "192.0.2.6/31, 192.0.2.7",
        "0.0.0.0/0, 203.0.113.9",
        "128.0.0.0/1, 255.0.0.1",
        "::1/128, ::1",
        "::1, 0:0:0:0:0:0:0:1",
        "fd00::/8, fd00::",
        "fd00::/8, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::/33, 2001:db8:7fff:ffff::",
        "::/0, 2001:db8::1",
        // a mapped address is an IPv4 address
        "192.0.2.0/24, ::ffff:192.0.2.9",
    })
    void anAddressWithinTheBlockIsContained(String block, String address) {
        assertThat(contains(block, address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 9.255.255.255",
        "10.0.0.0/8, 11.0.0.0",
        "192.168.4.0/22, 192.168.3.255",
        "192.168.4.0/22, 192.168.8.0",
        "192.0.2.128/25, 192.0.2.127",
        "192.0.2.7/32, 192.0.2.6",
        "192.0.2.7, 192.0.2.8",
        "192.0.2.6/31, 192.0.2.5",
        "192.0.2.6/31, 192.0.2.8",
        "128.0.0.0/1, 127.255.255.255",
        "::1/128, ::2",
        "fd00::/8, fe00::",
        "2001:db8::/33, 2001:db8:8000::",
        "0.0.0.0/0, 2001:db8::1",
        "::/0, 192.0.2.1",
        "::7f00:1, 127.0.0.1",
    })
    void anAddressBesideTheBlockIsNot(String block, String address) {
        assertThat(contains(block, address)).isFalse();
    }

    @Test
    void oneOfSeveralBlocksIsEnough() {
        AddressRanges ranges = new AddressRanges(List.of("10.0.0.0/8", "::1", "192.0.2.0/24"));
        assertThat(ranges.contains(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(ranges.contains(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(ranges.contains(InetAddress.ofLiteral("192.0.3.1"))).isFalse();
        assertThat(ranges.isEmpty()).isFalse();
    }

    @Test
    void noBlocksContainNothing() {
        AddressRanges none = new AddressRanges(List.of());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.contains(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "example.com/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/8/8",
                "10.0.0.256/8",
                "10.0.0.0 /8",
                "::/129",
                "::g/8",
                "10.0.0.0/8,::1"
            })
    void aBlockThatIsNoneIsNamed(String block) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AddressRanges(List.of("10.0.0.0/8", block)))
                .withMessageContaining(block);
    }
}
