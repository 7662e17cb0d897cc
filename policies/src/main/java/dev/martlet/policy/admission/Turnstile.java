// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.AdmissionFailure;
import dev.martlet.core.Bill;
import dev.martlet.core.Demand;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Key;
import dev.martlet.core.ModelTarget;
import io.helidon.http.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where requests pass: each is counted on its accounts, or turned away and counted nowhere. */
final class Turnstile {
    private static final Key<Optional<Demand>> DEMAND = Key.named("demand");

    private final Admission admission;

    Turnstile(Admission admission) {
        this.admission = admission;
    }

    /**
     * Lets a request pass.
     *
     * @throws GatewayException with an {@link AdmissionFailure}; what earlier steps have set aside
     *     for the request is given back then
     */
    void pass(Exchange exchange, Meter[] meters) {
        if (meters.length == 0) {
            return;
        }
        @Nullable Demand demand = looksAtModels(meters) ? demand(exchange) : null;
        Reservation reservation = reservation(exchange);
        var expected = new Expected(demand, admission.averages());
        @Nullable Refusal refusal = admission.reserve(reservation, meters, expected);
        if (refusal != null) {
            reservation.cancel(refusal);
            throw new GatewayException(failure(refusal));
        }
    }

    /** Who counts requests only must not have to read them. */
    private static boolean looksAtModels(Meter[] meters) {
        for (Meter meter : meters) {
            if (meter.rule().measure().ofModels() || !meter.rule().concerns("")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Demand demand(Exchange exchange) {
        Optional<Demand> known = exchange.get(DEMAND);
        if (known == null) {
            known =
                    exchange.match().route().target() instanceof ModelTarget models
                            ? Optional.ofNullable(models.demand(exchange))
                            : Optional.empty();
            exchange.set(DEMAND, known);
        }
        return known.orElse(null);
    }

    private Reservation reservation(Exchange exchange) {
        Reservation made = exchange.get(Reservation.KEY);
        if (made != null) {
            return made;
        }
        var reservation =
                new Reservation(used -> {
                    Optional<Demand> asked = exchange.get(DEMAND);
                    if (asked != null && asked.isPresent() && used.outputTokens() > 0) {
                        admission.averages().learn(asked.get().model(), used.outputTokens());
                    }
                });
        exchange.set(Reservation.KEY, reservation);
        exchange.set(Bill.KEY, reservation);
        exchange.onClose(reservation::close);
        exchange.onReply(headers -> LimitHeaders.write(headers, reservation, admission));
        return reservation;
    }

    private static Failure failure(Refusal refusal) {
        if (refusal.away()) {
            return new AdmissionFailure.LimitsUnavailable();
        }
        Rule rule = refusal.rule();
        String left = Words.left(refusal.standing());
        return rule.budget()
                ? new AdmissionFailure.BudgetSpent(
                        Status.create(rule.status()),
                        "The budget of " + Words.of(rule) + " is spent" + left,
                        refusal.retryAfter())
                : new AdmissionFailure.LimitReached(
                        "The limit of " + Words.of(rule) + " is reached" + left,
                        refusal.retryAfter());
    }
}
