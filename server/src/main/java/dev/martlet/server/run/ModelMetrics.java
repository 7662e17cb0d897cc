// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Exchange;
import dev.martlet.provider.call.CallObserver;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.usage.UsageListener;
import dev.martlet.provider.usage.UsageRecord;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of requests to models. Labels are words of the configuration and of our own, never of a
 * client: the number of series is bounded by them.
 */
final class ModelMetrics implements UsageListener, CallObserver {
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> tries = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> tokens = new ConcurrentHashMap<>();
    private final LongAdder restarts = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    @Override
    public void used(Exchange exchange, UsageRecord used) {
        String outcome = used.outcome().name().toLowerCase(Locale.ROOT);
        add(requests, "alias=\"" + used.alias() + "\",outcome=\"" + outcome + '"', 1);
        Usage counted = used.tokens();
        tokens(used, "input", counted.input());
        tokens(used, "output", counted.output());
    }

    private void tokens(UsageRecord used, String type, long count) {
        if (count > 0) {
            String labels = "alias=\"" + used.alias() + "\",gen_ai_token_type=\"" + type + '"';
            add(tokens, labels, count);
        }
    }

    @Override
    public void tried(
            Exchange exchange,
            String provider,
            String model,
            int number,
            String outcome,
            long nanos) {
        add(tries, "provider=\"" + provider + "\",outcome=\"" + outcome + '"', 1);
    }

    @Override
    public void restarted(Exchange exchange, String provider, String model, String how) {
        restarts.increment();
    }

    @Override
    public void malformedEvent(Exchange exchange, String provider) {
        malformed.increment();
    }

    private static void add(Map<String, LongAdder> counters, String labels, long count) {
        counters.computeIfAbsent(labels, ignored -> new LongAdder()).add(count);
    }

    /** The part of the page that is about models; empty while there was no request to one. */
    String text() {
        var page = new StringBuilder();
        counters(
                page,
                "martlet_model_requests_total",
                "Requests to models that have ended.",
                requests);
        counters(page, "martlet_model_tries_total", "Requests to providers, by outcome.", tries);
        counters(page, "martlet_model_tokens_total", "Tokens that answers have used.", tokens);
        if (!requests.isEmpty()) {
            counter(
                    page,
                    "martlet_model_stream_restarts_total",
                    "Broken streams that another try has taken up.",
                    restarts);
            counter(
                    page,
                    "martlet_model_malformed_events_total",
                    "Events of providers that were left out.",
                    malformed);
        }
        return page.toString();
    }

    private static void counters(
            StringBuilder page, String name, String help, Map<String, LongAdder> counters) {
        if (counters.isEmpty()) {
            return;
        }
        head(page, name, help);
        new TreeMap<>(counters)
                .forEach((labels, count) ->
                        page.append(name)
                                .append('{')
                                .append(labels)
                                .append("} ")
                                .append(count.sum())
                                .append('\n'));
    }

    private static void counter(StringBuilder page, String name, String help, LongAdder count) {
        head(page, name, help);
        page.append(name).append(' ').append(count.sum()).append('\n');
    }

    private static void head(StringBuilder page, String name, String help) {
        page.append("# HELP ").append(name).append(' ').append(help).append('\n');
        page.append("# TYPE ").append(name).append(" counter\n");
    }
}
