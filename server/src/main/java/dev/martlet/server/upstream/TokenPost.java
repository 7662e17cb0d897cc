// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.auth.TokenExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Fetches access tokens over a connection of its own, which is closed after the answer: that
 * happens once an hour.
 */
public final class TokenPost implements TokenExchange {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MOST_ANSWER = 64 << 10;

    private final ServiceRuntime runtime;
    private final Probes probes;

    /**
     * Makes one.
     *
     * @param runtime makes the connections
     */
    public TokenPost(ServiceRuntime runtime) {
        this.runtime = runtime;
        this.probes = new Probes(runtime.nanoTime());
    }

    @Override
    public Answer post(URI endpoint, String form) throws IOException {
        EndpointAddress address = EndpointAddress.of(endpoint);
        Call call = probes.post(address, endpoint, form.getBytes(StandardCharsets.UTF_8));
        var deadline = Deadline.after(LONGEST, runtime.nanoTime().getAsLong());
        try (Transport transport =
                        runtime.transports()
                                .create("token endpoint", address, TransportSettings.DEFAULTS);
                Reply reply = transport.send(new Attempt(call, 1, address::toString, deadline))) {
            return new Answer(
                    reply.status().code(), new String(body(reply), StandardCharsets.UTF_8));
        } catch (GatewayException e) {
            throw new IOException("token endpoint: " + e.failure().reason(), e);
        } finally {
            call.exchange().close();
        }
    }

    private static byte[] body(Reply reply) throws IOException {
        return switch (reply) {
            case FullReply full -> full.body();
            case StreamedReply streamed -> streamed.body().readNBytes(MOST_ANSWER);
            default -> throw new IOException("token endpoint: switched protocols");
        };
    }
}
