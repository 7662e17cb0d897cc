// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Peer;
import dev.martlet.server.connection.ListenerLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProxyProtocolTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                new TestServer(
                        TestServer.settings(
                                ListenerLimits.DEFAULT,
                                new TestServer.Times().handshake(200).build(),
                                true,
                                null));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Peer peerOf(byte[] header) throws IOException {
        try (RawClient client = server.client()) {
            var all = new ByteArrayOutputStream();
            all.writeBytes(header);
            all.writeBytes(GET.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.send(all.toByteArray()).readReply()).startsWith("HTTP/1.1 200");
        }
        return server.handler.taken.remove().peer();
    }

    private static byte[] text(String header) {
        return header.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] binary(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex);
    }

    @Test
    void version1TellsTheClient() throws IOException {
        Peer peer = peerOf(text("PROXY TCP4 192.0.2.7 198.51.100.1 4711 80\r\n"));
        assertThat(peer.address().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(peer.port()).isEqualTo(4711);
    }

    @Test
    void version1TellsAClientOfIpv6() throws IOException {
        Peer peer = peerOf(text("PROXY TCP6 2001:db8::1 2001:db8::2 1 80\r\n"));
        assertThat(peer.address().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void anUnknownClientIsTheSocketsOwn() throws IOException {
        assertThat(peerOf(text("PROXY UNKNOWN\r\n")).address().isLoopbackAddress()).isTrue();
        assertThat(peerOf(binary("20000000")).address().isLoopbackAddress()).isTrue();
    }

    @Test
    void version2TellsTheClientAndItsExtensionsAreSkipped() throws IOException {
        Peer peer =
                peerOf(
                        binary(
                                "21110011"
                                        + "c0000207"
                                        + "c6336401"
                                        + "1267"
                                        + "0050"
                                        + "0400020000"));
        assertThat(peer.address().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(peer.port()).isEqualTo(0x1267);
    }

    @Test
    void version2TellsAClientOfIpv6() throws IOException {
        String address = "20010db8000000000000000000000001";
        Peer peer = peerOf(binary("21210024" + address + address + "1267" + "0050"));
        assertThat(peer.address().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\nGET / HTTP/1.1\r\n\r\n",
                "PROXY TCP4 localhost 198.51.100.1 4711 80\r\n",
                "PROXY TCP4 2001:db8::1 198.51.100.1 4711 80\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 70000 80\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 80\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 4711 80\r\n",
                "PROXY TCP4 192.0.2.7                                                                                                  ",
            })
    void aBadHeaderEndsTheConnection(String header) throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send(header).ended()).isTrue();
        }
        assertThat(server.handler.taken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"31110000", "22110000", "211100040102", "2111ffff", "21120010"})
    void aBadBinaryHeaderEndsTheConnection(String hex) throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send(binary(hex)).ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROX", "PROXY TCP4 192.0.2.7 198"})
    void halfAHeaderEndsTheConnectionInTime(String header) throws IOException {
        try (RawClient client = server.client()) {
            assertThat(client.send(header).ended()).isTrue();
        }
    }
}
