// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of IP addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. Bits beyond
 * the prefix are cleared.
 *
 * @param network the block's first address
 * @param prefix the number of leading bits that count: 0 to 32, or 0 to 128 for IPv6
 */
@ScalarForm(
        expected = "an IP address or block such as 10.0.0.0/8 or 2001:db8::/32",
        pattern = "[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?")
public record Cidr(InetAddress network, int prefix) {
    public Cidr {
        int bits = network.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "prefix: " + prefix + " (expected: 0 to " + bits + ")");
        }
        network = masked(network, prefix);
    }

    /** Reads a literal; names are refused, nothing is ever resolved. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        // ofLiteral also takes "10" and "0x0a000001"; dots or colons rule these out.
        if (!host.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalArgumentException("not an IP address");
        }
        InetAddress address = InetAddress.ofLiteral(host);
        int bits = address.getAddress().length * 8;
        long prefix = slash < 0 ? bits : Numbers.digits(text.substring(slash + 1));
        return new Cidr(address, (int) Math.min(prefix, 1000));
    }

    /**
     * True if the address lies in the block. An IPv4-mapped IPv6 address is taken as the IPv4
     * address that it is.
     */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = prefix / 8;
        if (!Arrays.equals(mine, 0, whole, theirs, 0, whole)) {
            return false;
        }
        int rest = prefix % 8;
        return rest == 0 || ((mine[whole] ^ theirs[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int keep = Math.clamp(prefix - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - keep));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e); // only a wrong length throws
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
