// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Failure.ClientGone;
import dev.martlet.core.Payload;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.Transport.Stats;
import dev.martlet.server.upstream.TransportSettings;
import dev.martlet.server.upstream.TransportSettings.Pool;
import dev.martlet.server.upstream.TransportSettings.Protocol;
import dev.martlet.server.upstream.TransportSettings.Tls;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Http1TlsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir static Path folder;
    private static KeyStore endpoint;
    private static KeyStore gateway;

    @BeforeAll
    static void makeCertificates() throws Exception {
        endpoint = Certificates.selfSigned(folder, "endpoint", "dns:orders.internal");
        gateway = Certificates.selfSigned(folder, "gateway", "dns:gateway.internal");
    }

    private static ScriptedUpstream endpoint(ScriptedUpstream.Script... scripts) throws Exception {
        var server =
                (SSLServerSocket)
                        Certificates.context(endpoint, gateway)
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setWantClientAuth(true);
        return new ScriptedUpstream(server, scripts);
    }

    private static Rig rig(int port, String sni, boolean verify, Duration connect, SSLContext tls) {
        return new Rig(
                new EndpointAddress(true, "127.0.0.1", port, null),
                new TransportSettings(
                        Protocol.HTTP1,
                        new Tls(null, sni, null, null, verify),
                        Pool.DEFAULTS,
                        connect,
                        Rig.LONG),
                tls);
    }

    private static Rig rig(int port, String sni) throws Exception {
        return rig(port, sni, true, Rig.LONG, Certificates.context(null, endpoint));
    }

    @Test
    void aConnectionOverTlsIsCheckedAndUsedAgain() throws Exception {
        try (var upstream =
                        endpoint(talk -> {
                            var session =
                                    (ExtendedSSLSession) ((SSLSocket) talk.socket()).getSession();
                            for (int i = 0; i < 2; i++) {
                                talk.head();
                                assertThat(session.getRequestedServerNames().toString())
                                        .contains("orders.internal");
                                talk.send(OK);
                            }
                            talk.head();
                            talk.body(100_000);
                            talk.send(OK);
                        });
                var rig = rig(upstream.port(), "orders.internal")) {
            assertThat(rig.text()).isEqualTo("ok");
            pause();
            assertThat(rig.text()).isEqualTo("ok");
            var payload = Rig.streaming(new ByteArrayInputStream(new byte[100_000]), 100_000);
            assertThat(Rig.text(rig.send(Rig.exchange("POST", payload)))).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        try (var upstream = endpoint(talk -> talk.head());
                var rig = rig(upstream.port(), "other.internal")) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Connect("orders"));
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (var upstream = endpoint(talk -> talk.head());
                var rig =
                        rig(
                                upstream.port(),
                                "orders.internal",
                                true,
                                Rig.LONG,
                                Certificates.context(null, gateway))) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Connect("orders"));
        }
    }

    @Test
    void theNameIsNotCheckedWhereThatIsSwitchedOff() throws Exception {
        try (var upstream =
                        endpoint(talk -> {
                            talk.head();
                            talk.send(OK);
                        });
                var rig =
                        rig(
                                upstream.port(),
                                null,
                                false,
                                Rig.LONG,
                                Certificates.context(null, endpoint))) {
            assertThat(rig.text()).isEqualTo("ok");
        }
    }

    @Test
    void theCertificateOfTheGatewayIsShown() throws Exception {
        try (var upstream =
                        endpoint(talk -> {
                            talk.head();
                            assertThat(
                                            ((SSLSocket) talk.socket())
                                                    .getSession()
                                                    .getPeerPrincipal()
                                                    .getName())
                                    .isEqualTo("CN=gateway");
                            talk.send(OK);
                        });
                var rig =
                        rig(
                                upstream.port(),
                                "orders.internal",
                                true,
                                Rig.LONG,
                                Certificates.context(gateway, endpoint))) {
            assertThat(rig.text()).isEqualTo("ok");
        }
    }

    @Test
    void aFarewellOnAnUnusedConnectionIsNoticed() throws Exception {
        try (var upstream =
                        endpoint(talk -> {
                            talk.head();
                            talk.send(OK);
                        });
                var rig = rig(upstream.port(), "orders.internal")) {
            assertThat(rig.text()).isEqualTo("ok");
            await().until(() -> upstream.ended() == 1);
            pause();
            assertThat(Rig.text(rig.send(Rig.exchange("POST", Payload.NONE)))).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aHandshakeThatStallsHasTheConnectTime() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig =
                        rig(
                                upstream.port(),
                                "orders.internal",
                                true,
                                Rig.SHORT,
                                Certificates.context(null, endpoint))) {
            assertThat(rig.failure("GET", Payload.NONE))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "connect"));
            ScriptedUpstream.await(hungUp);
        }
    }

    @Test
    void cancellingEndsAHandshake() throws Exception {
        var connected = new CountDownLatch(1);
        var hungUp = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.body(1);
                            connected.countDown();
                            talk.awaitHangUp();
                            hungUp.countDown();
                        });
                var rig = rig(upstream.port(), "orders.internal")) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            var call = rig.start(() -> rig.failure(exchange, Rig.LONG));
            ScriptedUpstream.await(connected);
            exchange.cancellation().cancel(new ClientGone());

            assertThat(Rig.result(call)).isEqualTo(new ClientGone());
            ScriptedUpstream.await(hungUp);
        }
    }

    /** Longer than a connection is trusted without a look, and than loopback needs. */
    private static void pause() {
        long end = System.nanoTime() + 50_000_000;
        await().until(() -> System.nanoTime() - end > 0);
    }
}
