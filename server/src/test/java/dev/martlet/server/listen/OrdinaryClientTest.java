// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.tls.Certs;
import dev.martlet.server.tls.TlsMaterial;
import dev.martlet.server.tls.TlsSettings;
import dev.martlet.server.tls.TlsSettings.ClientAuth;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that others wrote, over TLS, with both versions of HTTP on one port. */
@Timeout(60)
class OrdinaryClientTest {
    private static final long LARGE = 8L << 20;

    @TempDir private static Path folder;

    private static TestServer server;
    private static SSLContext trust;

    @BeforeAll
    static void start() throws Exception {
        var certs = new Certs(folder);
        var tls =
                new TlsSettings(
                        List.of(certs.make("local", "EC", "localhost")),
                        null,
                        ClientAuth.REQUIRED,
                        "TLSv1.2");
        server =
                new TestServer(
                        TestServer.settings(
                                ListenerLimits.DEFAULT, ListenerTimeouts.DEFAULT, false, tls),
                        new TlsMaterial(tls, InstantSource.system()));
        trust = certs.client(null);
        server.handler.script(OrdinaryClientTest::answer);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply answer(Exchange exchange) throws IOException {
        return switch (exchange.request().path()) {
            case "/count" -> {
                long count = 0;
                byte[] buffer = new byte[8192];
                try (Body body = exchange.payload().open()) {
                    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                        count += read;
                    }
                }
                yield TestHandler.text(Long.toString(count));
            }
            case "/large" ->
                    new FullReply(Status.OK_200, WritableHeaders.create(), new byte[(int) LARGE]);
            case "/echo" -> TestHandler.echo(exchange);
            default -> TestHandler.text(exchange.peer().protocol());
        };
    }

    private static HttpClient client(Version version) {
        return HttpClient.newBuilder().sslContext(trust).version(version).build();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path));
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theClientGetsTheVersionThatItAsksFor(Version version) throws Exception {
        try (HttpClient client = client(version)) {
            HttpResponse<String> response = client.send(to("/").build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).isEqualTo(version == Version.HTTP_2 ? "2" : "1.1");
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aLargeUploadArrivesWhole(Version version) throws Exception {
        try (HttpClient client = client(version)) {
            var upload = BodyPublishers.ofInputStream(() -> new Zeros(LARGE));
            HttpResponse<String> response =
                    client.send(to("/count").POST(upload).build(), BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo(Long.toString(LARGE));
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aLargeDownloadArrivesWhole(Version version) throws Exception {
        try (HttpClient client = client(version)) {
            HttpResponse<InputStream> response =
                    client.send(to("/large").build(), BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                assertThat(body.skip(Long.MAX_VALUE)).isEqualTo(LARGE);
            }
        }
    }

    @Test
    void manyStreamsShareAConnection() throws Exception {
        try (HttpClient client = client(Version.HTTP_2)) {
            client.send(to("/").build(), BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            String text = "x".repeat(20_000);
            for (int i = 0; i < 100; i++) {
                all.add(
                        client.sendAsync(
                                to("/echo").POST(BodyPublishers.ofString(text + i)).build(),
                                BodyHandlers.ofString()));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get(30, TimeUnit.SECONDS).body()).isEqualTo(text + i);
            }
        }
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            left -= count;
            return count;
        }
    }
}
