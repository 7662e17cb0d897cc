// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.GatewayException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class RequestParsingTest {
    private static final String HOST = "Host: a.example\r\n";

    private static ReceivedRequest parse(String text) throws IOException {
        return new HeadParser(HeadLimits.DEFAULT).readRequest(Wire.whole(text), "http");
    }

    private static int refused(String text) {
        return refused(text, HeadLimits.DEFAULT);
    }

    private static int refused(String text, HeadLimits limits) {
        var parser = new HeadParser(limits);
        GatewayException thrown =
                catchThrowableOfType(
                        GatewayException.class,
                        () -> parser.readRequest(Wire.whole(text, limits), "http"));
        assertThat(thrown).as(text).isNotNull();
        return thrown.failure().status().code();
    }

    @Test
    void aRequestIsTakenApart() throws IOException {
        ReceivedRequest request =
                parse(
                        "POST /orders/7?page=2&x=%20 HTTP/1.1\r\n"
                                + "host:  a.example:8080\t\r\n"
                                + "Content-Length: 12\r\n"
                                + "X-Custom:\t caf\u00e9 au lait \r\n"
                                + "x-empty:\r\n"
                                + "Accept: a\r\naccept: b\r\n"
                                + "Expect: 100-Continue\r\n\r\n");

        assertThat(request.head().method()).isSameAs(Method.POST);
        assertThat(request.head().path()).isEqualTo("/orders/7");
        assertThat(request.head().query()).isEqualTo("page=2&x=%20");
        assertThat(request.head().authority()).isEqualTo("a.example:8080");
        assertThat(request.head().headers().contains(HeaderNames.HOST)).isFalse();
        assertThat(request.head().headers().get(HeaderNames.create("X-Custom")).get())
                .isEqualTo("caf\u00e9 au lait");
        assertThat(request.head().headers().get(HeaderNames.create("x-empty")).get()).isEmpty();
        assertThat(request.head().headers().get(HeaderNames.ACCEPT).allValues())
                .containsExactly("a", "b");
        assertThat(request.head().headers().get(HeaderNames.CONTENT_LENGTH).asInt().get())
                .isEqualTo(12);
        assertThat(request.bodyLength()).isEqualTo(12);
        assertThat(request.keepAlive()).isTrue();
        assertThat(request.expectsContinue()).isTrue();
    }

    @Test
    void severalRequestsAreReadFromOneConnection() throws IOException {
        var parser = new HeadParser(HeadLimits.DEFAULT);
        HttpInput input =
                Wire.whole(
                        "GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n\r\n"
                                + "\r\nGET /a HTTP/1.1\r\nHost: h\r\nX-A: 22\r\n\r\n"
                                + "OPTIONS * HTTP/1.1\r\nHost: i\r\n\r\n");

        ReceivedRequest first = parser.readRequest(input, "http");
        ReceivedRequest second = parser.readRequest(input, "http");
        ReceivedRequest third = parser.readRequest(input, "http");

        assertThat(first.head().headers().get(HeaderNames.create("X-A")).get()).isEqualTo("1");
        assertThat(second.head().headers().get(HeaderNames.create("X-A")).get()).isEqualTo("22");
        assertThat(second.head().path()).isSameAs(first.head().path());
        assertThat(third.head().path()).isEqualTo("*");
        assertThat(third.head().authority()).isEqualTo("i");
        assertThat(parser.readRequest(input, "http")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b, /b",
        "/../../etc/passwd, /etc/passwd",
        "/a/./b/., /a/b/",
        "/a/b/.., /a/",
        "/public/%2e%2E/admin, /admin",
        "/public/.%2e/admin, /admin",
        "/a/%2e/b, /a/b",
        "/.well-known/x, /.well-known/x",
        "/a/.../b, /a/.../b",
        "/a//../b, /a/b",
        "/file.js, /file.js",
        "/a%2F..%2Fb, /a%2F..%2Fb",
        "http://x.example/a/../b, /b",
        "http://x.example, /",
    })
    void dotSegmentsAreResolvedBeforeRouting(String target, String path) throws IOException {
        assertThat(parse("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n").head().path())
                .isEqualTo(path);
    }

    @Test
    void anAbsoluteTargetOverridesTheHost() throws IOException {
        ReceivedRequest request = parse("GET HTTP://b.example:81?q HTTP/1.1\r\n" + HOST + "\r\n");

        assertThat(request.head().authority()).isEqualTo("b.example:81");
        assertThat(request.head().target()).isEqualTo("/?q");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "",
                "*",
                "/a#f",
                "/a\tb",
                "/\u00e9",
                "/a\u007f",
                "/%zz",
                "/%4",
                "/%00",
                "/a\\..\\b",
                "/a/..;x=1/b",
                "/%2e%2e;/b",
                "ftp://a/",
                "http:///a",
                "http://u@h/",
                "http://h:99999/",
                "a.example:443",
                "//\u0000",
                "/a b"
            })
    void aTargetThatIsNotValidIsRefused(String target) {
        assertThat(refused("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT a.example:443 HTTP/1.1, 501",
        "get / HTTP/1.1, 501",
        "G@T / HTTP/1.1, 400",
        "' GET / HTTP/1.1', 400",
        "GET  / HTTP/1.1, 400",
        "'GET / HTTP/1.1 ', 400",
        "GET /, 400",
        "GET / HTTP/2.0, 505",
        "GET / HTTP/1.2, 505",
        "GET / HTTP/0.9, 505",
        "GET / HTTP/1.10, 400",
        "GET / http/1.1, 400",
        "GET / HTTP/1, 400",
        "GET /\tHTTP/1.1, 400",
    })
    void aRequestLineThatIsNotValidIsRefused(String line, int status) {
        assertThat(refused(line + "\r\n" + HOST + "\r\n")).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // what one parser could read otherwise than another
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Content-Length: 4\r\nContent-Length: 4\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n",
                "Content-Length: 4, 4\r\n",
                "Content-Length: +4\r\n",
                "Content-Length: -4\r\n",
                "Content-Length: 0x4\r\n",
                "Content-Length: 4 4\r\n",
                "Content-Length: \r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: \u00b2\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, gzip\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked;\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding\t: chunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding: chunked\n",
                "X: a\nContent-Length: 4\r\n",
                "X: a\rContent-Length: 4\r\n",
                "X: a\r\n folded\r\n",
                "X: a\r\n\tfolded\r\n",
                " X: a\r\n",
                "X: a\u0000b\r\n",
                "X: a\u0001b\r\n",
                "X: a\u007fb\r\n",
                "X\u0000: a\r\n",
                "X\u00e9: a\r\n",
                "X(a): a\r\n",
                ": a\r\n",
                "no colon\r\n",
                "nocolon\r\n",
                "\n",
                "Host: b.example\r\n",
                "host: a.example\r\n",
            })
    void smugglingIsRefused(String fields) {
        assertThat(refused("POST / HTTP/1.1\r\n" + HOST + fields + "\r\n")).isEqualTo(400);
    }

    @Test
    void anotherTransferCodingIsNotImplemented() {
        assertThat(
                        refused(
                                "POST / HTTP/1.1\r\n"
                                        + HOST
                                        + "Transfer-Encoding: gzip, chunked\r\n\r\n"))
                .isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a b", "a/b", "a,b", "u@a", "a:80:80", "a:x", "a:65536", "[::1", "[]", "[g::]",
                "a\u00e9", "a\\b", ":80", "[::1]x", "a#b", "a?b"
            })
    void aHostThatIsNotValidIsRefused(String host) {
        assertThat(refused("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.example:8080", "[::1]:80", "[::ffff:1.2.3.4]", "a_b-c.d", "a:"})
    void aValidHostPasses(String host) throws IOException {
        assertThat(parse("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").head().authority())
                .isEqualTo(host);
    }

    @Test
    void aRequestOfVersion11NeedsAHost() {
        assertThat(refused("GET / HTTP/1.1\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void version10NeedsNoHostAndClosesUnlessItAsksNotTo() throws IOException {
        assertThat(parse("GET / HTTP/1.0\r\n\r\n").head().authority()).isEmpty();
        assertThat(parse("GET / HTTP/1.0\r\n\r\n").keepAlive()).isFalse();
        assertThat(parse("GET / HTTP/1.0\r\nConnection: a, Keep-Alive\r\n\r\n").keepAlive())
                .isTrue();
        assertThat(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void aClientCanAskToClose() throws IOException {
        assertThat(
                        parse("GET / HTTP/1.1\r\n" + HOST + "Connection: x ,\tClose\r\n\r\n")
                                .keepAlive())
                .isFalse();
    }

    @Test
    void limitsAreKept() throws IOException {
        var limits = new HeadLimits(64, 200, 3);
        String line = "GET /" + "a".repeat(64 - "GET / HTTP/1.1\r\n".length()) + " HTTP/1.1\r\n";
        var parser = new HeadParser(limits);

        assertThat(parser.readRequest(Wire.whole(line + HOST + "\r\n", limits), "http"))
                .isNotNull();
        assertThat(refused(line.replace("/a", "/aa") + HOST + "\r\n", limits)).isEqualTo(414);
        assertThat(refused("GET /" + "a".repeat(1000), limits)).isEqualTo(414);
        assertThat(refused("GET / HTTP/1.1\r\n" + "X: " + "a".repeat(1000), limits)).isEqualTo(431);
        assertThat(refused("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\nB: 1\r\nC: 1\r\n\r\n", limits))
                .isEqualTo(431);
        String fits = "X: " + "a".repeat(200 - 2 - 5 - HOST.length()) + "\r\n\r\n";
        assertThat(
                        parser.readRequest(
                                Wire.whole("GET / HTTP/1.1\r\n" + HOST + fits, limits), "http"))
                .isNotNull();
        assertThat(refused("GET / HTTP/1.1\r\n" + HOST + "y" + fits, limits)).isEqualTo(431);
    }

    @Test
    void emptyLinesBeforeARequestAreForgivenWithinReason() throws IOException {
        assertThat(parse("\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n")).isNotNull();
        assertThat(refused("\r\n".repeat(9) + "GET / HTTP/1.1\r\n" + HOST + "\r\n")).isEqualTo(400);
        assertThat(refused("\nGET / HTTP/1.1\r\n" + HOST + "\r\n")).isEqualTo(400);
    }

    @Test
    void anEndWithinAHeadIsNotTheEndOfTheConnection() throws IOException {
        assertThat(parse("")).isNull();
        assertThatThrownBy(() -> parse("GET / HTTP/1.1\r\nHost: a"))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> parse("G")).isInstanceOf(EOFException.class);
    }

    @Test
    void aHandshakeOfTlsIsRefusedAtItsFirstByte() {
        assertThat(refused("\u0016\u0003\u0001\u0002")).isEqualTo(400);
    }
}
