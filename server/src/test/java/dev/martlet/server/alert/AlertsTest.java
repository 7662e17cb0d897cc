// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.config.Secret;
import dev.martlet.policy.admission.Alert;
import dev.martlet.policy.admission.Measure;
import dev.martlet.policy.admission.Rule;
import dev.martlet.policy.admission.Span;
import dev.martlet.server.config.model.AlertsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlertsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final URI TARGET = URI.create("https://hooks.example.com/martlet");

    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final Alerts alerts = new Alerts(this::post, () -> NOW, Duration.ofMillis(1));

    private record Posted(URI target, String json, Map<String, String> headers) {}

    private int post(URI target, byte[] json, Map<String, String> headers) throws IOException {
        posted.add(new Posted(target, new String(json, StandardCharsets.UTF_8), headers));
        Integer status = statuses.poll();
        if (status != null && status == 0) {
            throw new IOException("connection refused");
        }
        return status == null ? 204 : status;
    }

    private static Alert alert(double share) {
        var rule =
                new Rule(
                        "b/t/acme/usd-month",
                        "tenant acme",
                        "usd-month",
                        Measure.NANO_USD,
                        new Span.Total(),
                        500_000_000_000L,
                        _ -> true,
                        false,
                        false,
                        429,
                        List.of(share));
        return new Alert(rule, share, 400_000_000_000L, 500_000_000_000L, NOW, NOW);
    }

    @AfterEach
    void close() {
        alerts.close();
    }

    @Test
    void anAlertIsPostedSigned() throws Exception {
        alerts.configure(new AlertsConfig(TARGET, new Secret("shh")));
        alerts.accept(alert(0.8));
        await().until(() -> posted.size() == 1);

        Posted one = posted.getFirst();
        JsonNode json = JsonMapper.shared().readTree(one.json());
        assertThat(json.get("owner").asString()).isEqualTo("tenant acme");
        assertThat(json.get("threshold").asDouble()).isEqualTo(0.8);
        assertThat(json.get("used").asString()).isEqualTo("400");
        assertThat(one.target()).isEqualTo(TARGET);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("shh".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((NOW.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
        assertThat(one.headers().get("x-martlet-signature"))
                .isEqualTo(
                        "t="
                                + NOW.getEpochSecond()
                                + ",v1="
                                + HexFormat.of()
                                        .formatHex(
                                                mac.doFinal(
                                                        one.json()
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8))));
    }

    @Test
    void itIsPostedAgainUntilItIsTaken() {
        statuses.addAll(List.of(0, 503, 429, 200));
        alerts.configure(new AlertsConfig(TARGET, null));
        alerts.accept(alert(0.8));
        alerts.accept(alert(1));

        await().until(() -> posted.size() == 5);
        assertThat(posted.subList(0, 4))
                .extracting(Posted::json)
                .allMatch(posted.get(0).json()::equals);
        assertThat(posted.getFirst().headers()).isEmpty();
        assertThat(alerts.lost()).isZero();
    }

    @Test
    void afterEightTriesItIsOnlyInTheLog() {
        statuses.addAll(List.of(500, 500, 500, 500, 500, 500, 500, 500));
        alerts.configure(new AlertsConfig(TARGET, null));
        alerts.accept(alert(0.8));

        await().until(() -> alerts.lost() == 1);
        assertThat(posted).hasSize(8);
    }

    @Test
    void withoutAWebhookNothingIsPosted() {
        alerts.accept(alert(0.8));
        alerts.configure(new AlertsConfig(TARGET, null));
        alerts.accept(alert(1));
        await().until(() -> posted.size() == 1);
        assertThat(
                        JsonMapper.shared()
                                .readTree(posted.getFirst().json())
                                .get("threshold")
                                .asDouble())
                .isEqualTo(1);
    }
}
