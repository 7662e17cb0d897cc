// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** Which account a rule counts on at a moment. */
final class Windows {
    private Windows() {}

    /**
     * The account. A window is named by the date on which it begins, not by the moment: whoever
     * changes the time zone keeps what has been counted.
     */
    static Account account(Rule rule, Instant now) {
        return switch (rule.span()) {
            case Span.Refilled bucket ->
                    new Account.Bucket(rule.id(), bucket.burst(), bucket.refill(), bucket.period());
            case Span.AtOnce _ -> new Account.Permits(rule.id(), rule.amount());
            case Span.Total _ ->
                    new Account.Window(rule.id(), rule.amount(), Instant.EPOCH, Instant.MAX);
            case Span.Calendar calendar -> window(rule, calendar, now);
        };
    }

    private static Account.Window window(Rule rule, Span.Calendar calendar, Instant now) {
        LocalDate today = now.atZone(calendar.zone()).toLocalDate();
        LocalDate first =
                switch (calendar.unit()) {
                    case DAY -> today;
                    case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case MONTH -> today.withDayOfMonth(1);
                };
        LocalDate next =
                switch (calendar.unit()) {
                    case DAY -> first.plusDays(1);
                    case WEEK -> first.plusWeeks(1);
                    case MONTH -> first.plusMonths(1);
                };
        // A day that a change of the clocks begins late begins with its first moment.
        return new Account.Window(
                rule.id() + '/' + first,
                rule.amount(),
                first.atStartOfDay(calendar.zone()).toInstant(),
                next.atStartOfDay(calendar.zone()).toInstant());
    }
}
