// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.usage;

import dev.martlet.core.state.UsageStore.Query;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of the ledger.
 *
 * @param tenant of one tenant, or null for all
 * @param key of one key, or null for all
 * @param model of one model, or null for all
 * @param from first hour
 * @param to first hour that is not asked for
 * @param by what each line is about, in this order; nothing for a single sum
 * @param zone where days begin
 */
record UsageQuestion(
        @Nullable String tenant,
        @Nullable String key,
        @Nullable String model,
        Instant from,
        Instant to,
        List<By> by,
        ZoneId zone) {
    /** What a line may be about. */
    enum By {
        HOUR,
        DAY,
        MODEL,
        KEY,
        TENANT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int USUAL_DAYS = 30;

    /**
     * Reads parameters.
     *
     * @throws IllegalArgumentException if one makes no sense
     */
    static UsageQuestion of(Map<String, String> parameters, Instant now) {
        ZoneId zone = zone(parameters.getOrDefault("time-zone", "UTC"));
        String to = parameters.get("to");
        String from = parameters.get("from");
        Instant end = to == null ? now : time("to", to, zone);
        Instant last = ceiling(end);
        Instant first =
                from == null
                        ? LocalDate.ofInstant(last.minusNanos(1), zone)
                                .minusDays(USUAL_DAYS - 1)
                                .atStartOfDay(zone)
                                .toInstant()
                        : time("from", from, zone);
        // An hour belongs to the day in which it begins, where a day does not begin with an hour.
        boolean day = from == null || from.length() == 10;
        Instant begin = day ? ceiling(first) : first.truncatedTo(ChronoUnit.HOURS);
        if (!begin.isBefore(last)) {
            throw new IllegalArgumentException(
                    "from: " + (from == null ? begin : from) + " (expected: before to)");
        }
        if (Duration.between(begin, last).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "from: "
                            + (from == null ? begin : from)
                            + " (expected: at most "
                            + LONGEST.toDays()
                            + " days before to)");
        }
        return new UsageQuestion(
                parameters.get("tenant"),
                parameters.get("key"),
                parameters.get("model"),
                begin,
                last,
                by(parameters.getOrDefault("by", "day")),
                zone);
    }

    private static Instant ceiling(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    private static ZoneId zone(String text) {
        try {
            return text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time-zone: "
                            + shown(text)
                            + " (expected: a zone such as Europe/Berlin, or UTC)",
                    e);
        }
    }

    private static Instant time(String name, String text, ZoneId zone) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + shown(text)
                            + " (expected: a day such as 2026-11-01, or a time such as"
                            + " 2026-11-01T10:00:00Z)",
                    e);
        }
    }

    private static List<By> by(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1)).map(UsageQuestion::one).distinct().toList();
    }

    private static By one(String word) {
        for (By by : By.values()) {
            if (by.word().equals(word)) {
                return by;
            }
        }
        throw new IllegalArgumentException(
                "by: " + shown(word) + " (expected: hour, day, model, key or tenant, with commas)");
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    Query query() {
        return new Query(tenant, model, from, to);
    }
}
