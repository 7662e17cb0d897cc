// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.overload;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.ExpressionType;
import dev.martlet.core.config.OrNone;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Range;
import dev.martlet.core.overload.Sharing;
import dev.martlet.core.overload.Weights;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens when there is more to do than can be done.
 *
 * @param http bounds of requests to services
 * @param models bounds of requests to models
 * @param queue who may wait
 * @param reserve places kept for those who have less than their share
 * @param weights of the priorities
 * @param key CEL, or null for the tenant
 * @param priority how a request gets its priority
 */
@Doc("What happens when there is more to do than can be done.")
public record OverloadConfig(
        @Doc("Requests to services: a room of their own, so that models cannot fill it.")
                @Default("{}")
                Bulkhead http,
        @Doc("Requests to models: a room of their own, so that services cannot fill it.")
                @Default("{}")
                Bulkhead models,
        @Doc("Requests that wait for a place, at each service, model and room by itself.")
                @Default("{}")
                Queue queue,
        @Doc(
                        "Share of the places that only those get who have less than their fair share, while there is more than one tenant.")
                @Default("10%")
                Percent reserve,
        @Doc("How places that become free are shared among priorities that wait.") @Default("{}")
                Weights weights,
        @Doc(
                        "CEL: requests with the same value have one share together. Default: the tenant, and all without one together.")
                @Expression(ExpressionType.KEY)
                @Nullable String key,
        @Doc("How a request gets its priority, beside what its tenant, key and route say.")
                @Default("{}")
                PriorityConfig priority) {

    /**
     * A bound of its own for a kind of traffic.
     *
     * @param maxInFlight how many at a time, or null for no bound
     */
    @Doc("A bound of its own for a kind of traffic.")
    public record Bulkhead(
            @Doc("Requests at a time, until their reply has ended; none for no bound.")
                    @Default("8000")
                    @Range(min = "1", max = "10M")
                    @OrNone
                    @Nullable Count maxInFlight) {}

    /**
     * Who may wait.
     *
     * @param size how many; 0 refuses at once
     * @param maxWait none waits longer
     */
    @Doc("Requests that wait for a place.")
    public record Queue(
            @Doc("How many; further ones are refused, batch first. 0: nobody waits.")
                    @Default("1000")
                    @Range(min = "0", max = "1M")
                    Count size,
            @Doc("None waits longer; it is then refused.")
                    @Default("5s")
                    @Range(min = "1ms", max = "10m")
                    Duration maxWait) {}

    /**
     * How places are shared out.
     *
     * @return as gates want it
     */
    public Sharing sharing() {
        return new Sharing(
                (int) queue.size().value(), queue.maxWait(), reserve.fraction(), weights);
    }
}
