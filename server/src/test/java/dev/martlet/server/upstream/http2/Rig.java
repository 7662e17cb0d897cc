// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Attempt;
import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.StreamedReply;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.TransportSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A transport and the scripted upstream that it talks to. */
final class Rig implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Watchdog watchdog = new Watchdog(System::nanoTime, threads);
    private final FakeUpstream upstream;
    private final Http2Transport transport;

    Rig(FakeUpstream.Script script) throws IOException {
        this(settings(1024, Duration.ofSeconds(1), Duration.ofSeconds(20)), script);
    }

    Rig(TransportSettings settings, FakeUpstream.Script script) throws IOException {
        this.upstream = new FakeUpstream(script);
        var address = new EndpointAddress(false, "127.0.0.1", upstream.port(), null);
        this.transport = new Http2Transport("orders", address, settings, null, watchdog);
    }

    static TransportSettings settings(int connections, Duration maxWait, Duration idle) {
        return settings(connections, maxWait, idle, Duration.ofSeconds(60));
    }

    static TransportSettings settings(
            int connections, Duration maxWait, Duration idle, Duration idleTimeout) {
        return new TransportSettings(
                TransportSettings.Protocol.H2C,
                TransportSettings.Tls.DEFAULTS,
                new TransportSettings.Pool(connections, 256, idleTimeout, maxWait),
                Duration.ofSeconds(10),
                idle);
    }

    FakeUpstream upstream() {
        return upstream;
    }

    Http2Transport transport() {
        return transport;
    }

    StreamedReply send(Attempt attempt) {
        return (StreamedReply) transport.send(attempt);
    }

    Future<StreamedReply> sendLater(Attempt attempt) {
        return threads.submit(() -> send(attempt));
    }

    /** The body's text; closes the reply. */
    static String text(StreamedReply reply) throws IOException {
        try (Body body = reply.body()) {
            return new String(body.readAllBytes(), UTF_8);
        } finally {
            reply.close();
        }
    }

    /** What a call fails with. */
    Failure failure(Attempt attempt) {
        GatewayException thrown = catchThrowableOfType(GatewayException.class, () -> send(attempt));
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }

    /** What reading a reply fails with. */
    static Failure failure(StreamedReply reply) {
        BodyException thrown =
                catchThrowableOfType(BodyException.class, () -> reply.body().readAllBytes());
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }

    @Override
    public void close() throws IOException {
        transport.close();
        upstream.close();
        watchdog.close();
        threads.shutdownNow();
        assertThat(upstream.errors()).filteredOn(e -> !(e instanceof IOException)).isEmpty();
    }
}
