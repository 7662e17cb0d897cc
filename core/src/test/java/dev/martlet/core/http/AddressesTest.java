// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            textBlock =
                    """
                    192.0.2.1,                 192.0.2.1
                    ' 192.0.2.1 ',             192.0.2.1
                    192.0.2.1:4711,            192.0.2.1
                    192.0.2.1:_port,           192.0.2.1
                    '"192.0.2.1:80"',          192.0.2.1
                    2001:db8::1,               2001:db8::1
                    [2001:db8::1],             2001:db8::1
                    '"[2001:DB8::1]:4711"',    2001:db8::1
                    ::ffff:10.0.0.1,           10.0.0.1
                    ::ffff:a00:1,              10.0.0.1
                    ::,                        ::
                    """)
    void anAddressIsReadInAllItsForms(String node, String expected) {
        assertThat(read(node)).extracting(Addresses::text).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "_hidden",
                "localhost",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4:",
                "1.2.3.4:a b",
                "1..2.3",
                "0x7f.0.0.1",
                "[",
                "[]",
                "[::1",
                "[::1]x",
                "[1.2.3.4]x",
                "fe80::1%eth0",
                "1::2::3",
                ":",
                "::1]",
                "\"",
                "example.com:80",
                "12345::"
            })
    void anythingElseIsNoAddress(String node) {
        assertThat(read(node)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::1",
                "2001:db8::",
                "2001:db8::1:0:0:1",
                "1:0:2:3:4:5:6:7",
                "::1:0:0:0:1:1",
                "fe80::1"
            })
    void theShortFormIsWrittenAsRfc5952Says(String text) {
        assertThat(read(text)).extracting(Addresses::text).isEqualTo(shortest(text));
    }

    @Test
    void theZoneIsNotWritten() throws Exception {
        byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();

        assertThat(Addresses.text(java.net.Inet6Address.getByAddress(null, bytes, 3)))
                .isEqualTo("fe80::1");
    }

    /** The longest run of zeros is shortened, the first of equals. */
    private static String shortest(String text) {
        return text.equals("::1:0:0:0:1:1") ? "0:0:1::1:1" : text;
    }

    private static InetAddress read(String node) {
        return Addresses.node(node, 0, node.length());
    }
}
