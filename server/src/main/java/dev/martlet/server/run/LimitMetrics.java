// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.policy.admission.Admission;
import dev.martlet.policy.admission.Measure;
import dev.martlet.policy.admission.Standing;
import dev.martlet.policy.admission.Tally;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Limits and budgets on the page of metrics. Labels are words of the configuration. */
final class LimitMetrics {
    /** Of accounts that this node deals with; more would make the page too long to be read. */
    private static final int ACCOUNTS = 2_000;

    private LimitMetrics() {}

    static String text(Admission admission, long alertsLost) {
        var page = new StringBuilder(2048);
        Tally.Totals totals = admission.totals();
        gauge(page, "martlet_limits_accounts", "Accounts in memory.", totals.accounts());
        gauge(
                page,
                "martlet_limits_store_away",
                "1 while the store of the counters does not answer.",
                totals.away() ? 1 : 0);
        counter(
                page,
                "martlet_limits_local_total",
                "Requests that were counted without a round trip to the store.",
                totals.fast());
        counter(
                page,
                "martlet_limits_waited_total",
                "Requests that had to wait for the store.",
                totals.slow());
        counter(page, "martlet_limits_draws_total", "Draws for a request.", totals.draws());
        counter(page, "martlet_limits_refills_total", "Draws in advance.", totals.refills());
        counter(page, "martlet_limits_reports_total", "Reports to the store.", totals.reports());
        counter(
                page,
                "martlet_limits_failures_total",
                "Round trips that failed.",
                totals.failures());
        counter(
                page,
                "martlet_limits_unavailable_total",
                "Requests refused because the store does not answer.",
                totals.denied());
        counter(
                page,
                "martlet_alerts_lost_total",
                "Alerts that did not reach the webhook.",
                alertsLost);
        byRule(page, "martlet_limits_refused_total", "Requests refused.", totals.refused());
        byRule(
                page,
                "martlet_limits_shadow_refused_total",
                "Requests that a shadow would have refused.",
                totals.shadowed());
        byRule(page, "martlet_budget_alerts_total", "Alerts.", totals.alerts());
        standings(page, admission.standings());
        return page.toString();
    }

    private static void standings(StringBuilder page, List<Standing> standings) {
        List<Standing> shown =
                standings.stream()
                        // What is counted by a client's key has no name of ours.
                        .filter(one -> !one.rule().owner().contains(":"))
                        .sorted(
                                Comparator.comparing((Standing one) -> one.rule().owner())
                                        .thenComparing(one -> one.account().id()))
                        .limit(ACCOUNTS)
                        .toList();
        if (shown.isEmpty()) {
            return;
        }
        head(page, "martlet_limit_remaining", "What is left of a limit or a budget.", "gauge");
        shown.forEach(one -> sample(page, "martlet_limit_remaining", one, one.remaining()));
        head(page, "martlet_limit_amount", "How much there is at most.", "gauge");
        shown.forEach(one -> sample(page, "martlet_limit_amount", one, one.limit()));
    }

    private static void sample(StringBuilder page, String name, Standing one, long value) {
        boolean dollars = one.rule().measure() == Measure.NANO_USD;
        String number =
                dollars ? BigDecimal.valueOf(value, 9).toPlainString() : Long.toString(value);
        page.append(name)
                .append("{owner=\"")
                .append(one.rule().owner())
                .append("\",limit=\"")
                .append(one.rule().name())
                .append("\"} ")
                .append(number)
                .append('\n');
    }

    private static void byRule(
            StringBuilder page, String name, String help, Map<Tally.Named, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        head(page, name, help, "counter");
        counts.forEach((rule, count) ->
                page.append(name)
                        .append("{owner=\"")
                        .append(rule.owner())
                        .append("\",limit=\"")
                        .append(rule.name())
                        .append("\"} ")
                        .append(count)
                        .append('\n'));
    }

    private static void gauge(StringBuilder page, String name, String help, long value) {
        head(page, name, help, "gauge");
        page.append(name).append(' ').append(value).append('\n');
    }

    private static void counter(StringBuilder page, String name, String help, long value) {
        head(page, name, help, "counter");
        page.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder page, String name, String help, String type) {
        page.append("# HELP ").append(name).append(' ').append(help).append('\n');
        page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
