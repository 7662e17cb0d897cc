// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.alert;

import dev.martlet.core.config.Secret;
import dev.martlet.core.config.Usd;
import dev.martlet.policy.admission.Alert;
import dev.martlet.policy.admission.Measure;
import dev.martlet.server.config.model.AlertsConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Logs alerts, and posts them to a webhook if there is one: one after the other, each again with
 * growing pauses until it is taken or {@value #TRIES} tries have failed. What does not fit into the
 * queue is only logged.
 */
public final class Alerts implements Consumer<Alert>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Alerts.class.getName());

    private static final int QUEUE = 1_000;
    private static final int TRIES = 8;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Webhook webhook;
    private final InstantSource clock;
    private final Duration pause;
    private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder lost = new LongAdder();
    private volatile AlertsConfig config = new AlertsConfig(null, null);
    private volatile boolean closed;
    private @Nullable Thread thread;

    /**
     * Alerts.
     *
     * @param webhook posts
     * @param clock dates signatures
     * @param pause before the second try; doubled before each further one, up to a minute
     */
    public Alerts(Webhook webhook, InstantSource clock, Duration pause) {
        this.webhook = webhook;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * From now on alerts go there.
     *
     * @param latest who is told
     */
    public void configure(AlertsConfig latest) {
        config = latest;
    }

    @Override
    public void accept(Alert alert) {
        LOG.log(
                Level.WARNING,
                "{0}: {1}% of the budget {2} are used: {3} of {4}",
                alert.rule().owner(),
                Math.round(alert.share() * 1000) / 10.0,
                alert.rule().name(),
                amount(alert, alert.used()),
                amount(alert, alert.limit()));
        if (config.webhook() == null || closed) {
            return;
        }
        if (!queue.offer(json(alert))) {
            lost.increment();
            LOG.log(Level.WARNING, "alerts: the queue of the webhook is full; one is not posted");
        }
        start();
    }

    private static String amount(Alert alert, long amount) {
        return alert.rule().measure() == Measure.NANO_USD
                ? new Usd(amount) + " USD"
                : amount + " tokens";
    }

    private static byte[] json(Alert alert) {
        boolean dollars = alert.rule().measure() == Measure.NANO_USD;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", UUID.randomUUID().toString());
        json.put("type", "budget.threshold");
        json.put("owner", alert.rule().owner());
        json.put("budget", alert.rule().name());
        json.put("threshold", alert.share());
        json.put("unit", dollars ? "usd" : "tokens");
        json.put("used", dollars ? new Usd(alert.used()).toString() : alert.used());
        json.put("limit", dollars ? new Usd(alert.limit()).toString() : alert.limit());
        json.put("window_start", alert.windowStart().toString());
        json.put("at", alert.at().toString());
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofVirtual().name("alerts").start(this::run);
        }
    }

    private void run() {
        try {
            while (!closed) {
                deliver(queue.take());
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(byte[] json) throws InterruptedException {
        Duration wait = pause;
        for (int attempt = 1; attempt <= TRIES && !closed; attempt++) {
            if (isTaken(json)) {
                return;
            }
            Thread.sleep(wait);
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
        lost.increment();
        LOG.log(Level.ERROR, "alerts: the webhook did not take an alert; it is only in this log");
    }

    /**
     * Also when there is no webhook any more. A status below 500 is an answer, if not a good one.
     */
    private boolean isTaken(byte[] json) {
        AlertsConfig now = config;
        @Nullable URI target = now.webhook();
        if (target == null) {
            return true;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        @Nullable Secret secret = now.secret();
        if (secret != null) {
            byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
            headers.put(
                    "x-martlet-signature",
                    Signature.of(json, key, clock.instant().getEpochSecond()));
        }
        try {
            int status = webhook.post(target, json, headers);
            boolean again = status >= 500 || status == 408 || status == 429;
            if (!again && status >= 300) {
                LOG.log(Level.ERROR, "alerts: the webhook answered {0}", status);
            }
            return !again;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "alerts: the webhook did not answer: {0}", e.getMessage());
            return false;
        }
    }

    /**
     * How many alerts did not reach the webhook.
     *
     * @return since the process started
     */
    public long lost() {
        return lost.sum();
    }

    @Override
    public void close() {
        closed = true;
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.interrupt();
        }
    }
}
