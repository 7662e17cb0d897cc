// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Outcome;
import dev.martlet.server.connection.RefusalListener;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the running gateway in the text format of Prometheus; names of the OpenTelemetry
 * conventions where there are any.
 */
public final class Metrics implements GatewayListener, RefusalListener {
    private final LongAdder active = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();
    private final LongAdder skippedPolicies = new LongAdder();
    private final LongAdder[] byStatusClass = new LongAdder[6];
    private final ModelMetrics models = new ModelMetrics();

    /** Keyed by {@code Failure.reason()}: a small, fixed set of words. */
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    /** Keyed by a small, fixed set of words, too. */
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();

    Metrics() {
        for (int i = 0; i < byStatusClass.length; i++) {
            byStatusClass[i] = new LongAdder();
        }
    }

    @Override
    public void started(Exchange exchange) {
        active.increment();
    }

    @Override
    public void policySkipped(Exchange exchange, String policy, Throwable cause) {
        skippedPolicies.increment();
    }

    @Override
    public void ended(Exchange exchange, Outcome outcome) {
        active.decrement();
        byStatusClass[Math.clamp(outcome.status() / 100, 0, 5)].increment();
        if (outcome.failure() != null) {
            failures.computeIfAbsent(outcome.failure().reason(), reason -> new LongAdder())
                    .increment();
        }
    }

    @Override
    public void refused(String reason, @Nullable InetAddress address, @Nullable String detail) {
        refusals.computeIfAbsent(reason, key -> new LongAdder()).increment();
    }

    /** Counters of requests to models. */
    ModelMetrics models() {
        return models;
    }

    void reloaded(boolean ok) {
        (ok ? reloads : failedReloads).increment();
    }

    /** Exchanges that have started and not ended. */
    long active() {
        return active.sum();
    }

    /**
     * The page.
     *
     * @param generation which serves; published before the attempt that led to it has been reported
     * @param last how the last attempt to load the configuration ended
     * @param stateServes whether counters and objects can be reached
     * @return lines for a scraper
     */
    public String text(long generation, ReloadReport last, boolean stateServes) {
        var page = new Page();
        page.gauge(
                "martlet_config_generation",
                "Number of the configuration that serves.",
                generation);
        page.gauge(
                "martlet_config_last_reload_successful",
                "1 if the last attempt to load was taken.",
                last.ok() ? 1 : 0);
        page.gauge(
                "martlet_config_last_reload_timestamp_seconds",
                "When that was.",
                last.at().getEpochSecond());
        page.header(
                "martlet_config_reloads_total", "Attempts to load the configuration.", "counter");
        page.sample("martlet_config_reloads_total", "result", "ok", reloads.sum());
        page.sample("martlet_config_reloads_total", "result", "refused", failedReloads.sum());
        page.gauge(
                "martlet_state_available",
                "1 if the state can be used, 0 while the gateway goes on without it.",
                stateServes ? 1 : 0);
        page.gauge("http_server_active_requests", "Requests that have not ended.", active.sum());
        page.header(
                "martlet_http_requests_total",
                "Requests that have ended, by class of status.",
                "counter");
        for (int i = 1; i < byStatusClass.length; i++) {
            page.sample("martlet_http_requests_total", "status", i + "xx", byStatusClass[i].sum());
        }
        page.header(
                "martlet_failures_total",
                "Requests that ended in a failure, by reason.",
                "counter");
        new TreeMap<>(failures)
                .forEach((reason, count) ->
                        page.sample("martlet_failures_total", "reason", reason, count.sum()));
        page.header(
                "martlet_refusals_total",
                "What was refused before it was a request, by reason.",
                "counter");
        new TreeMap<>(refusals)
                .forEach((reason, count) ->
                        page.sample("martlet_refusals_total", "reason", reason, count.sum()));
        page.header(
                "martlet_policies_skipped_total",
                "Policies that threw and were skipped by on-error: allow.",
                "counter");
        page.line("martlet_policies_skipped_total", skippedPolicies.sum());
        return page.text.append(models.text()).toString();
    }

    private static final class Page {
        private final StringBuilder text = new StringBuilder(2048);

        void header(String name, String help, String type) {
            text.append("# HELP ").append(name).append(' ').append(help).append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(type.toLowerCase(Locale.ROOT))
                    .append('\n');
        }

        void gauge(String name, String help, long value) {
            header(name, help, "gauge");
            line(name, value);
        }

        void line(String name, long value) {
            text.append(name).append(' ').append(value).append('\n');
        }

        void sample(String name, String label, String labelValue, long value) {
            line(name + '{' + label + "=\"" + labelValue + "\"}", value);
        }
    }
}
