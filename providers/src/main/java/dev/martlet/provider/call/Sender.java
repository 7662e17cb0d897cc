// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Turn;
import io.helidon.http.Method;
import java.util.Map;

/** Sends the body of a chat to where a provider takes chats. */
final class Sender {
    private final Wire wire;
    private final ClientRequest request;

    Sender(Exchange exchange, ClientRequest request, CallRuntime runtime) {
        this.wire = new Wire(exchange, runtime, status -> false);
        this.request = request;
    }

    /**
     * Sends.
     *
     * @return a reply with a good status, to be closed
     */
    Reply send(Turn turn, byte[] body, Deadline head) throws TryFailed {
        Provider provider = turn.provider();
        String accept = request.stream() ? provider.events().mediaType() : "application/json";
        var out =
                new Outgoing(
                        Method.POST,
                        provider.chatTarget(turn.model(), request.stream()),
                        new Payload.Buffered(body),
                        Map.of("content-type", "application/json", "accept", accept),
                        null);
        boolean kindred = provider.dialect().name().equals(request.dialect().name());
        return wire.send(turn, out, kindred, head);
    }
}
