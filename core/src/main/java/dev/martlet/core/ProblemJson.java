// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Failures of plain HTTP routes as {@code application/problem+json} (RFC 9457). */
public final class ProblemJson implements FailureRenderer {
    /** It has no state. */
    public static final ProblemJson INSTANCE = new ProblemJson();

    private ProblemJson() {}

    @Override
    public FullReply render(Failure failure, String requestId) {
        String json =
                "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"reason\":\"%s\",\"detail\":\"%s\",\"request_id\":\"%s\"}\n"
                        .formatted(
                                escape(failure.status().reasonPhrase()),
                                failure.status().code(),
                                escape(failure.reason()),
                                escape(failure.publicMessage()),
                                escape(requestId));
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/problem+json"));
        headers.set(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        @Nullable Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            // Whole seconds, rounded up: RFC 9110, section 10.2.3.
            headers.set(
                    HeaderValues.create(
                            HeaderNames.RETRY_AFTER, (retryAfter.toMillis() + 999) / 1000));
        }
        if (failure instanceof Failure.Unauthorized unauthorized) {
            headers.set(
                    HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, unauthorized.challenge()));
        }
        return new FullReply(failure.status(), headers, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String escape(String text) {
        var out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
