package dev.nonstick.http;

import java.net.InetAddress;
import java.util.List;

/** A set of address blocks in CIDR notation (RFC 4632, RFC 4291). */
public final class AddressRanges {
    private final List<Range> ranges;

    private record Range(byte[] network, int bits) {
        boolean covers(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
                if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Parses the blocks.
     *
     * @throws IllegalArgumentException names the first one that is none
     */
    public AddressRanges(List<String> blocks) {
        this.ranges = blocks.stream().map(AddressRanges::parse).toList();
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Range range : ranges) {
            if (range.covers(bytes)) {
                return true;
            }
        }
        return false;
    }

    private static Range parse(String block) {
        int slash = block.indexOf('/');
        try {
            // ofLiteral never asks a name server
            byte[] network =
                    InetAddress.ofLiteral(slash < 0 ? block : block.substring(0, slash))
                            .getAddress();
            int most = network.length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(block.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return new Range(network, bits);
            }
        } catch (IllegalArgumentException _) {
            // neither an address nor a number: refused below
        }
        throw new IllegalArgumentException(
                "block: '" + block + "' (expected: a CIDR block such as 10.0.0.0/8)");
    }
}
