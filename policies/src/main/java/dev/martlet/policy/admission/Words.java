// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.Usd;
import java.time.Duration;
import java.util.Locale;

/** Rules in words. */
final class Words {
    private Words() {}

    /** {@code 600 requests per 1m}. */
    static String of(Rule rule) {
        return amount(rule.measure(), total(rule)) + span(rule.span());
    }

    private static long total(Rule rule) {
        return rule.span() instanceof Span.Refilled bucket ? bucket.refill() : rule.amount();
    }

    private static String span(Span span) {
        return switch (span) {
            case Span.Refilled bucket -> " per " + time(bucket.period());
            case Span.Calendar calendar ->
                    " per " + calendar.unit().name().toLowerCase(Locale.ROOT);
            case Span.Total _, Span.AtOnce _ -> "";
        };
    }

    /** With a full stop; says what is left if that is something, but not enough. */
    static String left(Standing standing) {
        boolean little = standing.remaining() > 0 && standing.rule().measure().ofModels();
        return little
                ? ": "
                        + amount(standing.rule().measure(), standing.remaining())
                        + " left, less than this request may need."
                : ".";
    }

    private static String amount(Measure measure, long amount) {
        return measure == Measure.NANO_USD
                ? new Usd(amount) + " US dollars"
                : new Count(amount) + " " + measure.words();
    }

    /** {@code 1m}, {@code 90s}: as the configuration has it. */
    static String time(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
