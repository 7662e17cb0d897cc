// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final AddressSet TRUSTED =
            AddressSet.builder()
                    .add(InetAddress.ofLiteral("10.0.0.0"), 8)
                    .add(InetAddress.ofLiteral("fd00::"), 8)
                    .build();

    private final WritableHeaders<?> headers = WritableHeaders.create();

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    203.0.113.9 | 198.51.100.1                    | 203.0.113.9
                    10.0.0.1    | 198.51.100.1                    | 198.51.100.1
                    10.0.0.1    | 6.6.6.6, 198.51.100.1           | 198.51.100.1
                    10.0.0.1    | 6.6.6.6, 198.51.100.1, 10.9.9.9 | 198.51.100.1
                    10.0.0.1    | 10.0.0.3, 10.0.0.2              | 10.0.0.3
                    10.0.0.1    | 198.51.100.1, unknown           | 10.0.0.1
                    10.0.0.1    | 6.6.6.6, _x, 10.0.0.2           | 10.0.0.2
                    10.0.0.1    | 198.51.100.1,,                  | 198.51.100.1
                    10.0.0.1    | ,                               | 10.0.0.1
                    10.0.0.1    | [2001:db8::1]:4711              | 2001:db8::1
                    fd00::1     | 2001:db8::1, fd00::2            | 2001:db8::1
                    """)
    void theRightmostUntrustedAddressOfXForwardedForIsTheClient(
            String peer, String forwardedFor, String expected) {
        headers.set(HeaderNames.X_FORWARDED_FOR, forwardedFor);

        assertThat(client(peer)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    203.0.113.9 | for=198.51.100.1                                | 203.0.113.9
                    10.0.0.1    | for=198.51.100.1;proto=https;host=a             | 198.51.100.1
                    10.0.0.1    | proto=https; For="[2001:db8::1]:80" ;by=_x      | 2001:db8::1
                    10.0.0.1    | for=6.6.6.6, for=198.51.100.1;by=10.0.0.2, for=10.0.0.2 | 198.51.100.1
                    10.0.0.1    | for=198.51.100.1, for=unknown                   | 10.0.0.1
                    10.0.0.1    | for=198.51.100.1, proto=http                    | 10.0.0.1
                    10.0.0.1    | for=6.6.6.6, host="x,for=10.0.0.7"              | 10.0.0.1
                    """)
    void theRightmostUntrustedAddressOfForwardedIsTheClient(
            String peer, String forwarded, String expected) {
        headers.set(HeaderNames.FORWARDED, forwarded);

        assertThat(client(peer)).isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneList() {
        headers.set(HeaderNames.X_FORWARDED_FOR, "6.6.6.6, 198.51.100.1", "10.0.0.2");

        assertThat(client("10.0.0.1")).isEqualTo("198.51.100.1");
    }

    @Test
    void xForwardedForCountsWhereBothAreSent() {
        headers.set(HeaderNames.X_FORWARDED_FOR, "198.51.100.1");
        headers.set(HeaderNames.FORWARDED, "for=6.6.6.6");

        assertThat(client("10.0.0.1")).isEqualTo("198.51.100.1");
    }

    @Test
    void withoutFieldsATrustedPeerIsTheClient() {
        assertThat(client("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    private String client(String peer) {
        return Addresses.text(ClientAddress.of(InetAddress.ofLiteral(peer), headers, TRUSTED));
    }
}
