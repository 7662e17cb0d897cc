// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import dev.martlet.core.Call;
import dev.martlet.core.Exchange;
import dev.martlet.core.HttpTarget;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Upstream;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Forwards to one of several services, chosen by weight for each request. */
public final class ServiceTarget implements HttpTarget {
    /**
     * In bytes. A body up to here is held while there is room, so that the request can be tried
     * again; a larger one streams.
     */
    private static final int SMALL_BODY = 64 << 10;

    private final List<Share> shares;
    private final WeightedChoice<Upstream> choice;
    private final RandomGenerator random;
    private final @Nullable Mirror mirror;
    private final BodyMemory memory;

    /**
     * A service with its share of the requests.
     *
     * @param service the service
     * @param weight 0 or more
     */
    public record Share(Upstream service, int weight) {}

    /**
     * A target.
     *
     * @param shares at least one with a weight above 0
     * @param random chooses among several
     * @param mirror gets copies, or null
     * @param memory the room for bodies that are held
     */
    public ServiceTarget(
            List<Share> shares,
            RandomGenerator random,
            @Nullable Mirror mirror,
            BodyMemory memory) {
        this.shares = List.copyOf(shares);
        this.choice =
                new WeightedChoice<>(
                        shares.stream()
                                .map(share ->
                                        new WeightedChoice.Option<>(
                                                share.service(), share.weight()))
                                .toList());
        this.random = random;
        this.mirror = mirror;
        this.memory = memory;
    }

    @Override
    public Reply answer(Exchange exchange) {
        RequestHead head = exchange.request();
        @Nullable Reply own = MaxForwards.last(head);
        if (own != null) {
            return own;
        }
        Payload payload = holdSmallBody(exchange);
        if (mirror != null) {
            payload = mirror.copy(exchange, head, payload);
        }
        return choice.next(random).send(new Call(exchange, head, payload), exchange.deadline());
    }

    /**
     * A body that is on its way is taken in before the request leaves. Where nothing of it has come
     * the service is to see the head at once: it may not want the body, and the client may wait to
     * be told.
     */
    private Payload holdSmallBody(Exchange exchange) {
        long length = exchange.payload().length();
        if (length <= 0
                || length > SMALL_BODY
                || !(exchange.payload() instanceof Payload.Streaming streaming)) {
            return exchange.payload();
        }
        BodyMemory.Hold hold = memory.hold();
        if (!hold.grow(length)) {
            return streaming;
        }
        exchange.onClose(hold::close);
        if (!streaming.ready()) {
            return streaming.retained();
        }
        exchange.buffer(SMALL_BODY);
        return exchange.payload();
    }

    @Override
    public String describe() {
        String names =
                shares.stream()
                        .map(share ->
                                shares.size() == 1
                                        ? share.service().name()
                                        : share.service().name() + " (" + share.weight() + ")")
                        .collect(Collectors.joining(", "));
        return (shares.size() == 1 ? "service " : "services ")
                + names
                + (mirror == null ? "" : ", " + mirror);
    }
}
