// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.overload;

import dev.martlet.core.Exchange;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.Priority;
import dev.martlet.core.Reply;
import dev.martlet.core.Standing;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.Permit;
import org.jspecify.annotations.Nullable;

/**
 * The first step of admission, on every route to services or models: says how the request stands
 * among others, and lets it into the room of its kind of traffic. It comes after identity, because
 * who waits for how many is known only then, and before limits and budgets, so that a request that
 * waits here holds nothing of them.
 */
public final class OverloadPolicy implements Policy {
    private final Standings standings;
    private final @Nullable Priority route;
    private final @Nullable Gate room;

    /**
     * The step of a route.
     *
     * @param standings finds out how requests stand
     * @param route what the route says, or null
     * @param room of the kind of traffic, or null for no bound
     */
    public OverloadPolicy(Standings standings, @Nullable Priority route, @Nullable Gate room) {
        this.standings = standings;
        this.route = route;
        this.room = room;
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        exchange.set(Standing.KEY, standings.of(exchange, route));
        if (room != null) {
            Permit permit = room.enter(exchange, exchange.deadline());
            exchange.onClose(permit::close);
        }
        return next.proceed(exchange);
    }
}
