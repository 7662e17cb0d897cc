// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a provider wants to be asked again: Retry-After (RFC 9110, 10.2.3), or its milliseconds. */
final class RetryAfter {
    private static final HeaderName MILLIS = HeaderNames.create("retry-after-ms");
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    static @Nullable Duration of(Headers headers, Instant now) {
        Optional<String> millis = headers.first(MILLIS);
        if (millis.isPresent()) {
            return number(millis.get().trim(), 1);
        }
        Optional<String> field = headers.first(HeaderNames.RETRY_AFTER);
        if (field.isEmpty()) {
            return null;
        }
        String text = field.get().trim();
        @Nullable Duration seconds = number(text, 1000);
        return seconds != null ? seconds : date(text, now);
    }

    /** Some providers send fractions of seconds. */
    private static @Nullable Duration number(String text, int millis) {
        if (text.isEmpty() || text.length() > 12 || !text.matches("[0-9]+(\\.[0-9]+)?")) {
            return null;
        }
        return bounded(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * millis)));
    }

    private static @Nullable Duration date(String text, Instant now) {
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration wait = Duration.between(now, at);
            return wait.isNegative() ? Duration.ZERO : bounded(wait);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
