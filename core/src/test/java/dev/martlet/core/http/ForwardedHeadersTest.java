// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Peer;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedHeadersTest {
    private final WritableHeaders<?> headers = WritableHeaders.create();

    @Test
    void aPeerThatIsNotTrustedIsToldAboutFromScratch() {
        put("Forwarded", "for=6.6.6.6");
        put("X-Forwarded-For", "6.6.6.6");
        put("X-Forwarded-Proto", "https");
        put("X-Forwarded-Host", "evil");
        put("X-Forwarded-Port", "1");
        put("X-Forwarded-Prefix", "/evil");
        put("X-Forwarded-User", "root");
        put("X_Forwarded_User", "root");
        put("X-Real-IP", "6.6.6.6");
        put("X-Forward", "kept");

        write("203.0.113.9", false, "http", "api.example.com");

        assertThat(get("Forwarded")).isEqualTo("for=203.0.113.9;host=api.example.com;proto=http");
        assertThat(get("X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(get("X-Forwarded-Host")).isEqualTo("api.example.com");
        assertThat(get("X-Forwarded-Port")).isEqualTo("8080");
        assertThat(get("X-Forward")).isEqualTo("kept");
        assertThat(headers.size()).isEqualTo(6);
    }

    @Test
    void whatIsNoTokenIsQuoted() {
        write("2001:db8::1", false, "https", "[2001:db8::2]:8443");

        assertThat(get("Forwarded"))
                .isEqualTo("for=\"[2001:db8::1]\";host=\"[2001:db8::2]:8443\";proto=https");
        assertThat(get("X-Forwarded-For")).isEqualTo("2001:db8::1");
        assertThat(get("X-Forwarded-Proto")).isEqualTo("https");
    }

    @Test
    void aHostThatCouldSplitTheFieldIsLeftOut() {
        write("203.0.113.9", false, "http", "a\r\nx-evil: 1");

        assertThat(get("Forwarded")).isEqualTo("for=203.0.113.9;proto=http");
        assertThat(headers.contains(HeaderNames.X_FORWARDED_HOST)).isFalse();
    }

    @Test
    void aTrustedProxyIsAddedToTheChainAndWhatItSaysStays() {
        put("X-Forwarded-For", "198.51.100.1, [2001:db8::1]:99");
        put("X-Forwarded-Proto", "https");
        put("X-Forwarded-Host", "shop.example.com");
        put("X-Forwarded-Port", "443");

        write("10.0.0.1", true, "http", "internal:8080");

        assertThat(get("X-Forwarded-For")).isEqualTo("198.51.100.1, [2001:db8::1]:99, 10.0.0.1");
        assertThat(get("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(get("X-Forwarded-Host")).isEqualTo("shop.example.com");
        assertThat(get("X-Forwarded-Port")).isEqualTo("443");
        assertThat(get("Forwarded"))
                .isEqualTo(
                        "for=198.51.100.1;host=shop.example.com;proto=https, for=\"[2001:db8::1]\", "
                                + "for=10.0.0.1;host=\"internal:8080\";proto=http");
    }

    @Test
    void aForwardedThatTheTrustedProxyPassedOnUnreadIsWrittenAnew() {
        put("Forwarded", "for=6.6.6.6");
        put("X-Forwarded-For", "198.51.100.1");

        write("10.0.0.1", true, "http", "a");

        assertThat(get("Forwarded")).isEqualTo("for=198.51.100.1, for=10.0.0.1;host=a;proto=http");
    }

    @Test
    void xForwardedForIsMadeFromTheForwardedOfATrustedProxy() {
        put("Forwarded", "for=198.51.100.1;proto=https, for=\"[2001:db8::1]:99\";by=_b, for=_x");

        write("10.0.0.1", true, "http", "a");

        assertThat(get("Forwarded"))
                .isEqualTo(
                        "for=198.51.100.1;proto=https, for=\"[2001:db8::1]:99\";by=_b, for=_x, "
                                + "for=10.0.0.1;host=a;proto=http");
        assertThat(get("X-Forwarded-For"))
                .isEqualTo("198.51.100.1, 2001:db8::1, unknown, 10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"https, https", "'HTTPS, http', https", "http, http", "gopher, http", "'', http"})
    void theSchemeIsThatOfTheFirstHop(String proto, String expected) {
        put("X-Forwarded-Proto", proto);

        assertThat(ForwardedHeaders.scheme(headers, "http")).isEqualTo(expected);
    }

    @Test
    void viaGrowsToTheRight() {
        Via.add(headers, "1.1");
        Via.add(headers, "2");
        Via.add(headers, "1.0");

        assertThat(get("Via")).isEqualTo("1.1 martlet, 2 martlet, 1.0 martlet");
    }

    private void write(String peer, boolean trusted, String scheme, String authority) {
        var from =
                new Peer(
                        "public",
                        InetAddress.ofLiteral(peer),
                        40000,
                        8080,
                        false,
                        "1.1",
                        List.of());
        ForwardedHeaders.write(headers, from, trusted, scheme, authority);
    }

    private void put(String name, String value) {
        headers.set(HeaderNames.create(name), value);
    }

    private String get(String name) {
        return headers.get(HeaderNames.create(name)).values();
    }
}
