// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.server.alert.Webhook;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Posts JSON over a connection of its own, which is closed after the answer. */
public final class JsonPost implements Webhook {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ServiceRuntime runtime;
    private final Probes probes;

    /**
     * Makes one.
     *
     * @param runtime makes the connections
     */
    public JsonPost(ServiceRuntime runtime) {
        this.runtime = runtime;
        this.probes = new Probes(runtime.nanoTime());
    }

    @Override
    public int post(URI target, byte[] json, Map<String, String> headers) throws IOException {
        boolean secure = "https".equals(target.getScheme());
        int port = target.getPort() > 0 ? target.getPort() : secure ? 443 : 80;
        var address = new EndpointAddress(secure, target.getHost(), port, null);
        Call call = probes.json(address, target, json, headers);
        var deadline = Deadline.after(LONGEST, runtime.nanoTime().getAsLong());
        try (Transport transport =
                        runtime.transports()
                                .create("webhook", address, TransportSettings.DEFAULTS);
                Reply reply = transport.send(new Attempt(call, 1, address::toString, deadline))) {
            return reply.status().code();
        } catch (GatewayException e) {
            throw new IOException("webhook: " + e.failure().reason(), e);
        } finally {
            call.exchange().close();
        }
    }
}
