// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopByHopTest {
    private final WritableHeaders<?> headers = WritableHeaders.create();

    @Test
    void whatConnectionNamesIsRemovedFromARequestAndSoIsConnection() {
        put("Connection", "close, X-Secret ,,x-other", "Keep-Alive");
        put("X-Secret", "1");
        put("x-other", "2");
        put("X-Kept", "3");
        put("Accept", "*/*");

        HopByHop.stripRequest(headers);

        assertThat(left()).isEqualTo(Map.of("x-kept", "3", "accept", "*/*"));
    }

    @Test
    void fieldsOfOneConnectionAreRemovedEvenIfConnectionDoesNotNameThem() {
        put("Keep-Alive", "timeout=5");
        put("Proxy-Connection", "keep-alive");
        put("Proxy-Authorization", "Basic eDp5");
        put("Proxy-Authenticate", "kept: means nothing in a request");
        put("TE", "gzip");
        put("Transfer-Encoding", "chunked");
        put("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA");
        put("Trailer", "x-sum");

        HopByHop.stripRequest(headers);

        assertThat(left()).containsOnlyKeys("trailer", "proxy-authenticate");
    }

    @Test
    void theLengthStaysWhateverConnectionSays() {
        put("Connection", "Content-Length, x y, \u0001, @");
        put("Content-Length", "5");

        HopByHop.stripRequest(headers);

        assertThat(left()).isEqualTo(Map.of("content-length", "5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    trailers         | TE | trailers
                    gzip, Trailers   | TE | trailers
                    gzip, deflate    | TE |
                    trailersx        | TE |
                    """)
    void onlyTrailersAreLeftOfTe(String te, String connection, String expected) {
        put("TE", te);
        put("Connection", connection);

        HopByHop.stripRequest(headers);

        assertThat(left().get("te")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "Connection: {0}, Upgrade: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Upgrade                 | websocket      | websocket
                    keep-alive, upgrade     | foo/2          | foo/2
                    keep-alive              | websocket      |
                    Upgrade, HTTP2-Settings | h2c            |
                    Upgrade                 | websocket, H2C |
                    """)
    void anUpgradeIsKeptIfTheClientAsksForOneThatDoesNotBypassUs(
            String connection, String upgrade, String expected) {
        put("Connection", connection);
        put("Upgrade", upgrade);

        HopByHop.stripRequest(headers);

        assertThat(left().get("upgrade")).isEqualTo(expected);
        assertThat(left()).doesNotContainKey("connection");
    }

    @Test
    void aReplyIsStripped() {
        put("Connection", "keep-alive, x-hop");
        put("Keep-Alive", "timeout=5");
        put("X-Hop", "1");
        put("Upgrade", "h2c");
        put("Proxy-Authenticate", "Basic");
        put("Transfer-Encoding", "chunked");
        put("Content-Type", "text/plain");

        HopByHop.stripReply(headers, false);

        assertThat(left()).isEqualTo(Map.of("content-type", "text/plain"));
    }

    @Test
    void theUpgradeOfASwitchStays() {
        put("Connection", "Upgrade");
        put("Upgrade", "websocket");

        HopByHop.stripReply(headers, true);

        assertThat(left()).isEqualTo(Map.of("upgrade", "websocket"));
    }

    private void put(String name, String... values) {
        headers.set(HeaderNames.create(name), values);
    }

    private Map<String, String> left() {
        Map<String, String> left = new TreeMap<>();
        for (Header header : headers) {
            left.put(header.headerName().lowerCase(), header.values());
        }
        return left;
    }
}
