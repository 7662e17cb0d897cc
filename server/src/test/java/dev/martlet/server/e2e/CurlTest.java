// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.tls.Certs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl in front, over each version of HTTP that both speak. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlTest {
    private static final int LARGE = 2_000_000;

    private Path folder;
    private RawUpstream upstream;
    private RunningGateway gateway;

    /** How curl comes in. */
    enum Version {
        HTTP1("HTTP/1.1", "--http1.1"),
        H2C("HTTP/2", "--http2-prior-knowledge"),
        H2("HTTP/2", "--http2"),
        TLS1("HTTP/1.1", "--http1.1");

        private final String said;
        private final String flag;

        Version(String said, String flag) {
            this.said = said;
            this.flag = flag;
        }

        private boolean secure() {
            return this == H2 || this == TLS1;
        }
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        Curl.assumeInstalled();
        folder = temporary;
        var certs = new Certs(folder);
        certs.make("a", "EC", "a.example.com");
        certs.ca();
        upstream = RawUpstream.answering(CurlTest::answer);
        gateway =
                RunningGateway.start(
                        """
                        listeners:
                          - { name: public, bind: "127.0.0.1:0" }
                          - { name: proxied, bind: "127.0.0.1:0", proxy-protocol: true }
                          - { name: secure, bind: "127.0.0.1:0", tls: { certificates: [ { cert: "%s", key: "%s" } ] } }
                        """
                                        .formatted(folder.resolve("a.pem"), folder.resolve("a.key"))
                                + RunningGateway.to(upstream, ""));
    }

    @AfterAll
    void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
            upstream.close();
        }
    }

    private static String answer(Message request) {
        return switch (request.target()) {
            case "/empty" -> "HTTP/1.1 204 No Content\r\nX-Kept: 1\r\n\r\n";
            case "/same" -> "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 7\r\n\r\n";
            case "/head" -> "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n";
            case "/chunks" ->
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
            case "/large" -> RawUpstream.ok("x".repeat(LARGE));
            default -> RawUpstream.ok(request.method() + " " + request.text());
        };
    }

    private Curl.Result curl(Version version, String path, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(version.flag));
        arguments.addAll(List.of(more));
        if (version.secure()) {
            int port = gateway.port("secure");
            arguments.addAll(
                    List.of(
                            "--cacert",
                            folder.resolve("ca.pem").toString(),
                            "--resolve",
                            "a.example.com:" + port + ":127.0.0.1",
                            "https://a.example.com:" + port + path));
        } else {
            arguments.add("http://127.0.0.1:" + gateway.port() + path);
        }
        Curl.Result result = Curl.run(folder, arguments.toArray(String[]::new));
        assertThat(result.exit()).as(result.said()).isZero();
        assertThat(result.statusLine()).startsWith(version.said);
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void requestsWithAndWithoutBodiesAreAnswered(Version version) throws Exception {
        assertThat(curl(version, "/a").body()).isEqualTo("GET ");
        assertThat(curl(version, "/a", "-d", "hello").body()).isEqualTo("POST hello");
        assertThat(curl(version, "/a", "-X", "DELETE").body()).isEqualTo("DELETE ");
    }

    @ParameterizedTest
    @EnumSource
    void repliesWithoutBodiesEndWhereTheirHeadsEnd(Version version) throws Exception {
        Curl.Result empty = curl(version, "/empty");
        assertThat(empty.statusLine()).contains(" 204");
        assertThat(fields(empty)).contains("x-kept: 1").doesNotContain("content-length");
        assertThat(curl(version, "/same").statusLine()).contains(" 304");
        Curl.Result head = curl(version, "/head", "-I");
        assertThat(head.statusLine()).contains(" 200");
        assertThat(fields(head)).contains("content-length: 1234");
    }

    private static String fields(Curl.Result result) {
        return result.heads().toLowerCase(Locale.ROOT);
    }

    /**
     * None of them spoils the connection for the next. (curl 7.88 itself fails when it uses a
     * connection of prior knowledge a second time: mended in its 8.0.)
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2C")
    void oneConnectionCarriesThemAll(Version version) throws Exception {
        String first = version.secure() ? "https://a.example.com:" : "http://127.0.0.1:";
        String base = first + gateway.port(version.secure() ? "secure" : "public");
        Curl.Result result =
                curl(version, "/chunks", base + "/empty", base + "/same", base + "/large");
        assertThat(result.heads()).contains(" 204").contains(" 304");
        assertThat(result.said().split("Connected to ", -1)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void chunksComeThroughBothWays(Version version) throws Exception {
        assertThat(curl(version, "/chunks").body()).isEqualTo("hello world");
        Files.writeString(folder.resolve("upload"), "y".repeat(LARGE));
        // From a pipe, so to speak: curl does not know the length.
        Curl.Result result =
                curl(version, "/a", "-T", "upload", "-H", "Transfer-Encoding: chunked");
        assertThat(result.body()).isEqualTo("PUT " + "y".repeat(LARGE));
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesComeThroughWhole(Version version) throws Exception {
        assertThat(curl(version, "/large").body()).hasSize(LARGE);
        Files.writeString(folder.resolve("upload"), "z".repeat(LARGE));
        assertThat(curl(version, "/a", "--data-binary", "@upload").body())
                .isEqualTo("POST " + "z".repeat(LARGE));
    }

    /** curl waits a second for leave; with it, the body comes at once. */
    @ParameterizedTest
    @EnumSource
    void whoeverAsksForLeaveToSendGetsIt(Version version) throws Exception {
        Curl.Result result =
                curl(
                        version,
                        "/a",
                        "--expect100-timeout",
                        "15",
                        "-H",
                        "Expect: 100-continue",
                        "-d",
                        "hello");
        assertThat(result.body()).isEqualTo("POST hello");
        assertThat(result.heads()).startsWith(version.said + " 100");
    }

    @Test
    void theHeaderOfTheProxyProtocolIsUnderstood() throws Exception {
        Curl.Result result =
                Curl.run(
                        folder,
                        "--haproxy-protocol",
                        "http://127.0.0.1:" + gateway.port("proxied") + "/a");
        assertThat(result.body()).isEqualTo("GET ");
        Curl.Result unasked =
                Curl.run(folder, "--haproxy-protocol", "http://127.0.0.1:" + gateway.port() + "/a");
        assertThat(unasked.statusLine()).contains(" 400");
    }
}
