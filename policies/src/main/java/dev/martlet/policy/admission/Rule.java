// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.util.List;
import java.util.function.Predicate;

/**
 * One limit or budget, ready to be counted.
 *
 * @param id names what is counted, the same as long as the same is meant: it holds no amount
 * @param owner whose it is, for people: {@code tenant acme}, {@code route chat}
 * @param name names it within its owner, for people and for metrics
 * @param measure what is counted
 * @param span over which time
 * @param amount how much there is, 0 or more
 * @param models which models it is about, by the client's name of them
 * @param shadow whether it only counts
 * @param strict whether nothing is drawn in advance
 * @param status what a refused request gets: 429, or for a budget 402
 * @param alerts shares of the amount that are reported when they are reached, 0 to 1, ascending
 */
public record Rule(
        String id,
        String owner,
        String name,
        Measure measure,
        Span span,
        long amount,
        Predicate<String> models,
        boolean shadow,
        boolean strict,
        int status,
        List<Double> alerts) {
    public Rule {
        alerts = alerts.stream().sorted().toList();
    }

    /** A budget is spent, a limit is waited for. */
    boolean budget() {
        return span instanceof Span.Calendar || span instanceof Span.Total;
    }

    /** The same, counted by itself. */
    Rule withId(String other) {
        return new Rule(
                other, owner, name, measure, span, amount, models, shadow, strict, status, alerts);
    }

    /** Whether a request counts here. */
    boolean concerns(String model) {
        return models.test(model);
    }
}
