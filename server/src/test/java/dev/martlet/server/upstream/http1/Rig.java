// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Attempt;
import dev.martlet.core.Body;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Endpoint;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.StreamedReply;
import dev.martlet.server.http1.BufferPool;
import dev.martlet.server.http1.HeadLimits;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.upstream.EndpointAddress;
import dev.martlet.server.upstream.TransportSettings;
import dev.martlet.server.upstream.TransportSettings.Pool;
import dev.martlet.server.upstream.TransportSettings.Protocol;
import dev.martlet.server.upstream.TransportSettings.Tls;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A transport on a real watchdog and real sockets, and the exchanges to use it with. */
final class Rig implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(150);

    private static final Router NO_ROUTES =
            new Router() {
                @Override
                public RouteMatch match(Exchange exchange) {
                    return null;
                }

                @Override
                public List<Route> routes() {
                    return List.of();
                }
            };

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Watchdog watchdog = new Watchdog(System::nanoTime, threads);
    final Http1Transport transport;

    Rig(int port) {
        this(port, Pool.DEFAULTS, LONG);
    }

    Rig(int port, Pool pool, Duration idle) {
        this(port, pool, LONG, idle);
    }

    Rig(int port, Pool pool, Duration connect, Duration idle) {
        this(
                new EndpointAddress(false, "127.0.0.1", port, null),
                new TransportSettings(Protocol.HTTP1, Tls.DEFAULTS, pool, connect, idle),
                null);
    }

    Rig(EndpointAddress address, TransportSettings settings, SSLContext tls) {
        this.transport =
                new Http1Transport(
                        "orders",
                        address,
                        settings,
                        tls,
                        new Http1Runtime(
                                watchdog,
                                threads,
                                new BufferPool(16 << 10, 16),
                                HeadLimits.DEFAULT));
    }

    static Pool pool(int connections, Duration wait) {
        return new Pool(connections, connections, Duration.ofSeconds(60), wait);
    }

    static Exchange exchange(String method, Payload payload) {
        return exchange(method, payload, WritableHeaders.create());
    }

    static Exchange exchange(String method, Payload payload, WritableHeaders<?> headers) {
        var here = InetAddress.getLoopbackAddress();
        return new Exchange(
                "test",
                new Peer("test", here, 1, 2, false, "1.1", List.of()),
                here,
                new Snapshots(Snapshot.builder(1, NO_ROUTES).build()).pin(),
                new RequestHead(Method.create(method), "http", "api.test", "/p", "q=1", headers),
                payload,
                System::nanoTime);
    }

    Reply send(Exchange exchange) {
        return send(exchange, LONG);
    }

    Reply send(Exchange exchange, Duration within) {
        return transport.send(
                new Attempt(
                        new Call(exchange, exchange.request(), exchange.payload()),
                        1,
                        (Endpoint) () -> "test",
                        Deadline.after(within, System.nanoTime())));
    }

    Reply get() {
        return send(exchange("GET", Payload.NONE));
    }

    /** Sends a GET, and returns the body of the reply. */
    String text() throws IOException {
        return text(get());
    }

    static String text(Reply reply) throws IOException {
        try (reply) {
            return text(((StreamedReply) reply).body());
        }
    }

    static String text(InputStream body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    Failure failure(Exchange exchange, Duration within) {
        GatewayException thrown =
                catchThrowableOfType(GatewayException.class, () -> send(exchange, within).close());
        return thrown == null ? null : thrown.failure();
    }

    Failure failure(String method, Payload payload) {
        return failure(exchange(method, payload), LONG);
    }

    <T> Future<T> start(Callable<T> work) {
        return threads.submit(work);
    }

    static <T> T result(Future<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        transport.close();
        watchdog.close();
        threads.shutdownNow();
    }

    /** A payload that the client streams; its length is told if it is not negative. */
    static Payload streaming(InputStream bytes, long length) {
        return new Payload.Streaming(
                new Body() {
                    @Override
                    public long length() {
                        return length;
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int count) throws IOException {
                        return bytes.read(buffer, offset, count);
                    }

                    @Override
                    public int available() throws IOException {
                        return bytes.available();
                    }

                    @Override
                    public void close() {
                        try {
                            bytes.close();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
    }
}
