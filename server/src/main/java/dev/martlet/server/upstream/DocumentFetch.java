// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Outbound;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents over a connection of its own, which is closed after the answer: that happens
 * every few minutes.
 */
public final class DocumentFetch {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MOST = 1 << 20;

    private final ServiceRuntime runtime;
    private final Probes probes;

    /**
     * Makes one.
     *
     * @param runtime makes the connections
     */
    public DocumentFetch(ServiceRuntime runtime) {
        this.runtime = runtime;
        this.probes = new Probes(runtime.nanoTime());
    }

    /**
     * Reads a document.
     *
     * @param from where it is
     * @param ca PEM file with the authorities that are trusted; null for those of the runtime
     * @return what was answered, whatever the status
     * @throws IOException if nothing was, in time and within one MiB
     */
    public Outbound.Document get(URI from, @Nullable Path ca) throws IOException {
        EndpointAddress address = EndpointAddress.of(from);
        Call call = probes.document(address, from);
        var deadline = Deadline.after(LONGEST, runtime.nanoTime().getAsLong());
        try (Transport transport = runtime.transports().create("documents", address, settings(ca));
                Reply reply = transport.send(new Attempt(call, 1, address::toString, deadline))) {
            return new Outbound.Document(
                    reply.status().code(), new String(body(reply), StandardCharsets.UTF_8));
        } catch (GatewayException e) {
            throw new IOException(address.id() + ": " + e.failure().reason(), e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // A file of authorities that cannot be used any more.
            throw new IOException(address.id() + ": " + e.getMessage(), e);
        } finally {
            call.exchange().close();
        }
    }

    private static TransportSettings settings(@Nullable Path ca) {
        return new TransportSettings(
                TransportSettings.Protocol.HTTP1,
                new TransportSettings.Tls(ca, null, null, null, true),
                TransportSettings.Pool.DEFAULTS,
                CONNECT,
                LONGEST);
    }

    private static byte[] body(Reply reply) throws IOException {
        byte[] body =
                switch (reply) {
                    case FullReply full -> full.body();
                    case StreamedReply streamed -> streamed.body().readNBytes(MOST + 1);
                    default -> throw new IOException("document: switched protocols");
                };
        if (body.length > MOST) {
            throw new IOException("document: larger than 1 MiB");
        }
        return body;
    }
}
