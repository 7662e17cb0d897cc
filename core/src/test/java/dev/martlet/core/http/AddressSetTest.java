// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.config.Cidr;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,        10.0.0.0,          true",
        "10.0.0.0/8,        10.255.255.255,    true",
        "10.0.0.0/8,        11.0.0.0,          false",
        "10.0.0.0/8,        9.255.255.255,     false",
        "192.0.2.7/32,      192.0.2.7,         true",
        "192.0.2.7/32,      192.0.2.8,         false",
        "0.0.0.0/0,         255.255.255.255,   true",
        "0.0.0.0/0,         ::1,               false",
        "200.0.0.0/5,       207.255.255.255,   true",
        "2001:db8::/32,     2001:db8:ffff::,   true",
        "2001:db8::/32,     2001:db9::,        false",
        "2001:db8::/96,     2001:db8::ffff:1,  true",
        "2001:db8::/96,     2001:db8::1:0:1,   false",
        "2001:db8::/96,     2001:db8:0:0:0:1::, false",
        "2001:db8::/64,     2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::/64,     2001:db8:0:1::,    false",
        "::1/128,           ::1,               true",
        "::1/128,           ::2,               false",
        "ffff::/16,         ffff:1::,          true",
        "::/0,              ffff::,            true",
        "::/0,              10.0.0.1,          false",
    })
    void anAddressIsInItsBlock(String block, String address, boolean expected) {
        assertThat(set(List.of(block)).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(expected);
    }

    @Test
    void aMappedAddressIsTheAddressThatItMaps() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 10;
        InetAddress address = Inet6Address.getByAddress(null, mapped, 0);

        assertThat(address.getAddress()).hasSize(16);
        assertThat(set(List.of("10.0.0.0/8")).contains(address)).isTrue();
        assertThat(set(List.of("::/0")).contains(address)).isFalse();
    }

    @Test
    void theEmptySetHoldsNothing() {
        assertThat(AddressSet.NONE.isEmpty()).isTrue();
        assertThat(AddressSet.NONE.contains(InetAddress.getLoopbackAddress())).isFalse();
        assertThat(set(List.of("::/0")).isEmpty()).isFalse();
    }

    @Test
    void aPrefixThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> AddressSet.builder().add(InetAddress.getLoopbackAddress(), 33))
                .hasMessage("prefix: 33 (expected: 0 to 32)");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void tenThousandBlocksAnswerAsIfTheyWereTriedOneByOne(int length) {
        var random = new Random(length);
        List<Cidr> cidrs = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int prefix = length * 2 + random.nextInt(length * 6 + 1);
            cidrs.add(new Cidr(address(random, length), prefix));
        }
        AddressSet set = AddressSet.of(cidrs);
        List<Block> blocks = cidrs.stream().map(Block::of).toList();

        int inside = 0;
        for (int i = 0; i < 400; i++) {
            InetAddress near = cidrs.get(random.nextInt(10_000)).network();
            InetAddress probe = i % 2 == 0 ? address(random, length) : neighbour(near, random);
            var number = new BigInteger(1, probe.getAddress());
            boolean expected = blocks.stream().anyMatch(block -> block.holds(number));
            assertThat(set.contains(probe)).as("%s", probe).isEqualTo(expected);
            inside += expected ? 1 : 0;
        }
        assertThat(inside).isBetween(20, 380);
    }

    private static InetAddress address(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] = (byte) (0x20 | (bytes[0] & 0x0f)); // close together, so that blocks nest
        return of(bytes);
    }

    private static InetAddress neighbour(InetAddress address, Random random) {
        byte[] bytes = address.getAddress();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return of(bytes);
    }

    /** The same question answered by arithmetic on whole numbers. */
    private record Block(BigInteger network, int rest) {
        static Block of(Cidr cidr) {
            byte[] bytes = cidr.network().getAddress();
            int rest = bytes.length * 8 - cidr.prefix();
            return new Block(new BigInteger(1, bytes).shiftRight(rest), rest);
        }

        boolean holds(BigInteger address) {
            return address.shiftRight(rest).equals(network);
        }
    }

    private static AddressSet set(List<String> blocks) {
        return AddressSet.of(blocks.stream().map(Cidr::parse).toList());
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
