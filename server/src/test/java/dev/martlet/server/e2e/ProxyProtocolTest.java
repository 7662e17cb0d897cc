// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.tls.Certs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a balancer that says in front of each connection for whom it speaks. */
class ProxyProtocolTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private RawUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.saying("served");
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private RunningGateway gateway(String listener) throws IOException {
        return RunningGateway.start(
                "listeners: [ { name: public, bind: \"127.0.0.1:0\", "
                        + listener
                        + " } ]\n"
                        + RunningGateway.to(upstream, ""));
    }

    private RunningGateway gateway() throws IOException {
        return gateway("proxy-protocol: true");
    }

    private static byte[] binary(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex);
    }

    private Message forwarded(byte[] header, String request) throws Exception {
        try (RunningGateway gateway = gateway();
                RawConnection client = gateway.connect()) {
            assertThat(client.send(header).send(request).reply().text()).isEqualTo("served");
            return upstream.next();
        }
    }

    @Test
    void theAddressInAHeaderOfTextReachesTheService() throws Exception {
        Message request =
                forwarded("PROXY TCP4 203.0.113.7 192.0.2.1 40000 80\r\n".getBytes(US_ASCII), GET);
        assertThat(request.field("X-Forwarded-For")).isEqualTo("203.0.113.7");
        assertThat(request.field("Forwarded")).contains("for=203.0.113.7");
    }

    @Test
    void theAddressInABinaryHeaderReachesTheService() throws Exception {
        String addresses = "20010db8000000000000000000000007" + "20010db8000000000000000000000001";
        Message request = forwarded(binary("21210024" + addresses + "9c400050"), GET);
        assertThat(request.field("X-Forwarded-For")).isEqualTo("2001:db8::7");
        assertThat(request.field("Forwarded")).contains("for=\"[2001:db8::7]\"");
    }

    /** The balancer's own health checks: it speaks for nobody. */
    @Test
    void withoutAnAddressItIsTheBalancerThatCounts() throws Exception {
        assertThat(forwarded(binary("20000000"), GET).field("X-Forwarded-For"))
                .isEqualTo("127.0.0.1");
        assertThat(forwarded("PROXY UNKNOWN\r\n".getBytes(US_ASCII), GET).field("X-Forwarded-For"))
                .isEqualTo("127.0.0.1");
    }

    /** The balancer is believed in its header, its client not in what it claims behind. */
    @Test
    void whatTheClientClaimsOfItselfIsReplaced() throws Exception {
        Message request =
                forwarded(
                        "PROXY TCP4 203.0.113.7 192.0.2.1 40000 80\r\n".getBytes(US_ASCII),
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\n\r\n");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("203.0.113.7");
        assertThat(request.field("Forwarded")).doesNotContain("10.0.0.1");
    }

    @Test
    void rulesForAddressesAreForThatOfTheClient() throws Exception {
        String yaml =
                """
                listeners: [ { name: public, bind: "127.0.0.1:0", proxy-protocol: true } ]
                routes: [ { name: all, to: { respond: { body: ok } }, policies: [ { kind: ip, deny: [ 203.0.113.0/24 ] } ] } ]
                """;
        try (RunningGateway gateway = RunningGateway.start(yaml)) {
            assertThat(
                            gateway.exchange("PROXY TCP4 203.0.113.7 192.0.2.1 40000 80\r\n" + GET)
                                    .status())
                    .isEqualTo(403);
            assertThat(
                            gateway.exchange("PROXY TCP4 198.51.100.7 192.0.2.1 40000 80\r\n" + GET)
                                    .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET,
                "PROXY TCP4 203.0.113.7 192.0.2.1 40000\r\n" + GET,
                "PROXY TCP4 localhost 192.0.2.1 40000 80\r\n" + GET,
                "PROXY TCP4 203.0.113.7 192.0.2.1 70000 80\r\n" + GET,
                "PROXY UDP4 203.0.113.7 192.0.2.1 40000 80\r\n" + GET,
            })
    void aConnectionWithoutAGoodHeaderIsClosedWithoutAnAnswer(String start) throws Exception {
        try (RunningGateway gateway = gateway();
                RawConnection client = gateway.connect()) {
            assertThat(client.send(start).awaitBareEnd()).isTrue();
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void aMalformedBinaryHeaderIsRefused() throws Exception {
        try (RunningGateway gateway = gateway();
                RawConnection client = gateway.connect()) {
            // Announces less than its addresses need.
            client.send(binary("21110004" + "cb007107")).send(GET);
            assertThat(client.awaitBareEnd()).isTrue();
            assertThat(upstream.accepted()).isZero();
        }
    }

    /** Or anyone could make himself any address. */
    @Test
    void aHeaderThatNobodyAskedForIsABadRequest() throws Exception {
        try (RunningGateway gateway = gateway("proxy-protocol: false")) {
            assertThat(
                            gateway.exchange("PROXY TCP4 203.0.113.7 192.0.2.1 40000 80\r\n" + GET)
                                    .status())
                    .isEqualTo(400);
            try (RawConnection client = gateway.connect()) {
                client.send(binary("21110008" + "cb007107" + "9c400050")).send(GET);
                assertThat(client.reply().status()).isEqualTo(400);
            }
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void theHeaderComesBeforeTls(@TempDir Path folder) throws Exception {
        var certs = new Certs(folder);
        certs.make("a", "EC", "a.example.com");
        String tls =
                "proxy-protocol: true, tls: { certificates: [ { cert: \"%s\", key: \"%s\" } ] }"
                        .formatted(folder.resolve("a.pem"), folder.resolve("a.key"));
        try (RunningGateway gateway = gateway(tls);
                RawConnection client = gateway.connect()) {
            client.send("PROXY TCP4 203.0.113.7 192.0.2.1 40000 443\r\n");
            try (SSLSocket socket =
                    TlsClient.over(client.socket(), certs.client(null), "a.example.com")) {
                assertThat(new RawConnection(socket).get("/").reply().text()).isEqualTo("served");
            }
            Message request = upstream.next();
            assertThat(request.field("X-Forwarded-For")).isEqualTo("203.0.113.7");
            assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
        }
    }
}
