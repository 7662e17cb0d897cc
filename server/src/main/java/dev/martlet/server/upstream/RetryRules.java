// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import dev.martlet.server.upstream.ServiceSettings.Retry.On;
import io.helidon.http.HeaderNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Whether another try is worth it and safe, and how long to wait before it. */
final class RetryRules {
    /** Doubling beyond this says nothing any more: max-backoff is far below. */
    private static final int MOST_DOUBLINGS = 20;

    private final Retry settings;
    private final Chance chance;
    private final InstantSource wallClock;

    RetryRules(Retry settings, Chance chance, InstantSource wallClock) {
        this.settings = settings;
        this.chance = chance;
        this.wallClock = wallClock;
    }

    /** Why a try may be repeated. */
    enum Verdict {
        /** It may not. */
        NO,
        /** Worth it and safe. */
        YES,
        /** The endpoint has no place for it, another may have. */
        ELSEWHERE,
        /**
         * The endpoint surely has not acted, though a connection was there: repeated once whatever
         * the settings say, because a kept connection that dies is nobody's failure.
         */
        UNPROCESSED
    }

    Verdict afterFailure(Failure failure, Call call) {
        if (!replayable(call.payload())) {
            return Verdict.NO;
        }
        return switch (failure) {
            case UpstreamFailure.Connect ignored -> yesIf(settings.on().contains(On.CONNECT));
            case UpstreamFailure.Reset reset when reset.unprocessed() -> Verdict.UNPROCESSED;
            case UpstreamFailure.Reset ignored ->
                    yesIf(settings.on().contains(On.RESET) && idempotent(call));
            // A time-out while connecting is a connect failure in all but name.
            case UpstreamFailure.Timeout timeout when timeout.phase().equals("connect") ->
                    yesIf(settings.on().contains(On.CONNECT));
            case UpstreamFailure.Timeout ignored ->
                    yesIf(settings.on().contains(On.TIMEOUT) && idempotent(call));
            case Failure.Overloaded ignored ->
                    settings.on().contains(On.CONNECT) ? Verdict.ELSEWHERE : Verdict.NO;
            default -> Verdict.NO;
        };
    }

    boolean afterReply(Reply reply, Call call) {
        int status = reply.status().code();
        return status >= 400
                && settings.statuses().contains(status)
                && idempotent(call)
                && replayable(call.payload());
    }

    /** Nanoseconds before the next try: full jitter over a window that doubles. */
    long backoff(int triesSoFar) {
        long window = settings.backoff().toNanos() << Math.min(triesSoFar - 1, MOST_DOUBLINGS);
        long most = settings.maxBackoff().toNanos();
        return chance.upTo(window < 0 ? most : Math.min(window, most));
    }

    /** The same after a reply that may say itself how long to wait (RFC 9110, section 10.2.3). */
    long backoff(int triesSoFar, Reply reply) {
        long own = backoff(triesSoFar);
        long asked = reply.headers().first(HeaderNames.RETRY_AFTER).map(this::nanos).orElse(0L);
        return Math.max(own, Math.min(asked, settings.maxBackoff().toNanos()));
    }

    private long nanos(String retryAfter) {
        String text = retryAfter.trim();
        try {
            if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
                return Duration.ofSeconds(Math.min(Long.parseLong(text), 86_400)).toNanos();
            }
            Instant at =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration wait = Duration.between(wallClock.instant(), at);
            return wait.isNegative() ? 0 : Math.min(wait.toSeconds(), 86_400) * 1_000_000_000L;
        } catch (NumberFormatException | DateTimeParseException e) {
            return 0;
        }
    }

    private boolean idempotent(Call call) {
        return settings.methods().contains(call.head().method().text());
    }

    private static boolean replayable(Payload payload) {
        return payload.replayable()
                || (payload instanceof Payload.Streaming streaming && !streaming.opened());
    }

    private static Verdict yesIf(boolean allowed) {
        return allowed ? Verdict.YES : Verdict.NO;
    }
}
