// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that speaks HTTP/2, agreed upon by ALPN, in front of a service that speaks HTTP/1. */
class Http2Test {
    private static final Path CERTS =
            Path.of("src/test/resources/dev/martlet/server/config/bad/whole/certs");

    private HttpClient http;

    @BeforeEach
    void connect() throws Exception {
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(TrustingAnyone.context())
                        .build();
    }

    @AfterEach
    void disconnect() {
        http.shutdownNow();
    }

    private static RunningGateway secure(RawUpstream upstream) throws Exception {
        Path folder = Files.createTempDirectory("martlet-e2e");
        Files.copy(CERTS.resolve("one.pem"), folder.resolve("one.pem"));
        Files.copy(CERTS.resolve("one.key"), folder.resolve("one.key"));
        String yaml =
                """
                listeners: [ { name: public, bind: "127.0.0.1:0", tls: { certificates: [ { cert: one.pem, key: one.key } ] } } ]
                """
                        + RunningGateway.to(upstream, "");
        Path file =
                Files.writeString(folder.resolve("martlet.yaml"), RunningGateway.complete(yaml));
        return RunningGateway.start(folder, file, Map.of());
    }

    private static HttpRequest.Builder to(RunningGateway gateway, String target) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + target));
    }

    @Test
    void aRequestAndItsReplyCrossTheVersions() throws Exception {
        byte[] large = new byte[2 << 20];
        new Random(2).nextBytes(large);
        try (RawUpstream upstream =
                        RawUpstream.answering(request ->
                                "HTTP/1.1 201 Created\r\nX-Kept: 1\r\nKeep-Alive: timeout=1\r\nContent-Length: "
                                        + request.body().length
                                        + "\r\n\r\n"
                                        + request.text());
                RunningGateway gateway = secure(upstream)) {
            HttpResponse<byte[]> reply =
                    http.send(
                            to(gateway, "/a%2Fb?c=d")
                                    .header("X-Sent", "yes")
                                    .PUT(HttpRequest.BodyPublishers.ofByteArray(large))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(reply.statusCode()).isEqualTo(201);
            assertThat(reply.body()).isEqualTo(large);
            assertThat(reply.headers().firstValue("x-kept")).contains("1");
            assertThat(reply.headers().firstValue("keep-alive")).isEmpty();
            Message request = upstream.next();
            assertThat(request.start()).isEqualTo("PUT /a%2Fb?c=d HTTP/1.1");
            assertThat(request.body()).isEqualTo(large);
            assertThat(request.field("Host")).isEqualTo("localhost:" + gateway.port());
            assertThat(request.field("X-Sent")).isEqualTo("yes");
            assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(request.field("Via")).isEqualTo("2 martlet");
        }
    }

    /** None can be answered before all have arrived; one after another would never end. */
    @Test
    void requestsOfOneConnectionRunAtTheSameTime() throws Exception {
        int count = 50;
        var all = new CountDownLatch(count);
        try (RawUpstream upstream =
                        RawUpstream.answering(request -> {
                            all.countDown();
                            try {
                                all.await(10, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            return RawUpstream.ok(request.target() + " " + all.getCount());
                        });
                RunningGateway gateway = secure(upstream)) {
            // The first of the client's requests opens the connection that the others share.
            List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                replies.add(
                        http.sendAsync(
                                to(gateway, "/" + i).build(),
                                HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < count; i++) {
                assertThat(replies.get(i).get(10, TimeUnit.SECONDS).body())
                        .isEqualTo("/" + i + " 0");
            }
        }
    }

    @Test
    void aStreamThatTheClientCancelsEndsTheCallToTheService() throws Exception {
        var ended = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                            connection.awaitEnd();
                            ended.countDown();
                        });
                RunningGateway gateway = secure(upstream)) {
            HttpResponse<InputStream> reply =
                    http.send(to(gateway, "/").build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(reply.body().readNBytes(5)).isEqualTo("first".getBytes(US_ASCII));
            reply.body().close();
            assertThat(ended.await(3, TimeUnit.SECONDS)).isTrue();
            gateway.awaitIdle();
        }
    }

    /** A stream is reset where a connection of HTTP/1 would have to be. */
    @Test
    void aBodyThatBreaksOffNeverLooksComplete() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n");
                        });
                RunningGateway gateway = secure(upstream)) {
            CompletableFuture<HttpResponse<String>> reply =
                    http.sendAsync(to(gateway, "/").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(reply).failsWithin(10, TimeUnit.SECONDS);
        }
    }
}
