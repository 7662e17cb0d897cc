// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients how much they have left, in the fields that OpenAI uses and its SDKs know. Of
 * several limits the tightest is told.
 */
final class LimitHeaders {
    private static final Fields REQUESTS = new Fields("requests");
    private static final Fields TOKENS = new Fields("tokens");

    private record Fields(HeaderName limit, HeaderName remaining, HeaderName reset) {
        Fields(String what) {
            this(
                    HeaderNames.create("x-ratelimit-limit-" + what),
                    HeaderNames.create("x-ratelimit-remaining-" + what),
                    HeaderNames.create("x-ratelimit-reset-" + what));
        }
    }

    private LimitHeaders() {}

    static void write(WritableHeaders<?> headers, Reservation reservation, Admission admission) {
        long now = admission.now();
        write(headers, REQUESTS, reservation.tightest(Measure.REQUESTS, now), admission);
        write(headers, TOKENS, reservation.tightest(Measure.TOKENS, now), admission);
    }

    private static void write(
            WritableHeaders<?> headers,
            Fields fields,
            @Nullable Standing standing,
            Admission admission) {
        if (standing == null) {
            return;
        }
        headers.set(fields.limit, Long.toString(standing.limit()));
        headers.set(fields.remaining, Long.toString(standing.remaining()));
        @Nullable Duration reset = standing.reset(admission.clock().instant());
        if (reset != null) {
            headers.set(fields.reset, text(reset));
        }
    }

    /** {@code 250ms}, {@code 1.5s}, {@code 6m0s}, {@code 26h3m0s}: as OpenAI writes it. */
    static String text(Duration duration) {
        long millis = Math.max(0, duration.plusNanos(999_999).toMillis());
        if (millis < 1000) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            long rest = millis % 1000;
            return rest == 0
                    ? seconds + "s"
                    : seconds + "." + String.format("%03d", rest).replaceAll("0+$", "") + "s";
        }
        String minutes = seconds / 60 % 60 + "m" + seconds % 60 + "s";
        return seconds < 3600 ? minutes : seconds / 3600 + "h" + minutes;
    }
}
