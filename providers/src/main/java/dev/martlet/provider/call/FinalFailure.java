// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.pool.Plan;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that a client sees after all that went wrong. It never names providers, targets
 * or keys, and quotes a provider only where the request was at fault.
 */
final class FinalFailure {
    private static final Set<Kind> SLOWNESS = EnumSet.of(Kind.SILENT, Kind.SLOW, Kind.STALLED);
    private static final Set<Kind> KEYS = EnumSet.of(Kind.CREDENTIALS, Kind.PAYMENT);
    private static final Set<Kind> LOAD = EnumSet.of(Kind.RATE_LIMITED, Kind.OVERLOADED, Kind.BUSY);

    /** What the client can do something about. */
    private static final Set<Kind> REQUEST =
            EnumSet.of(Kind.CONTEXT_LENGTH, Kind.CONTENT_FILTER, Kind.UNSUPPORTED, Kind.NOT_FOUND);

    private static final int QUOTED = 2_000;

    private final List<Trouble> troubles;
    private final Plan plan;
    private final long now;

    FinalFailure(List<Trouble> troubles, Plan plan, long now) {
        this.troubles = troubles;
        this.plan = plan;
        this.now = now;
    }

    /** There was no time for more. */
    GatewayException outOfTime() {
        return failure(504, "timeout", "No model answered in time.", null, null);
    }

    /** There is nobody left to ask. */
    GatewayException failure() {
        if (troubles.isEmpty()) {
            return nobodyAsked();
        }
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        troubles.forEach(trouble -> kinds.add(trouble.kind()));
        // Mistakes of ours on the way say less than what the first target said.
        kinds.removeAll(kinds.size() > 1 ? EnumSet.of(Kind.PREFILL, Kind.DIVERGED) : Set.of());
        if (kinds.size() == 1) {
            return of(first(kinds.iterator().next()));
        }
        if (SLOWNESS.containsAll(kinds)) {
            return of(first(Kind.SILENT, Kind.SLOW, Kind.STALLED));
        }
        if (KEYS.containsAll(kinds)) {
            return of(first(Kind.CREDENTIALS, Kind.PAYMENT));
        }
        if (REQUEST.containsAll(kinds)) {
            return of(first(REQUEST.toArray(Kind[]::new)));
        }
        boolean load = LOAD.stream().anyMatch(kinds::contains);
        return load
                ? overloaded()
                : failure(
                        502,
                        "upstream_error",
                        "None of the model's targets could answer.",
                        null,
                        null);
    }

    private Trouble first(Kind... kinds) {
        Set<Kind> wanted = EnumSet.of(kinds[0], kinds);
        return troubles.stream()
                .filter(trouble -> wanted.contains(trouble.kind()))
                .findFirst()
                .orElseThrow();
    }

    private GatewayException nobodyAsked() {
        if (!plan.possible()) {
            return failure(
                    400,
                    "unsupported",
                    "No target of this model can take what the request contains: "
                            + String.join(", ", plan.missing())
                            + '.',
                    null,
                    null);
        }
        long rest = plan.rest(now);
        if (rest == Long.MAX_VALUE) {
            return credentials();
        }
        return plan.limited(now) ? limited() : overloaded();
    }

    /** What a single cause looks like. */
    GatewayException of(Trouble trouble) {
        String said = said(trouble);
        return switch (trouble.kind()) {
            case BAD_REQUEST ->
                    failure(400, code(trouble, "invalid_request"), said, trouble.param(), null);
            case CONTEXT_LENGTH ->
                    failure(400, "context_length_exceeded", said, trouble.param(), null);
            case CONTENT_FILTER -> failure(400, "content_filter", said, trouble.param(), null);
            case UNSUPPORTED -> failure(400, "unsupported", said, null, null);
            case NOT_FOUND ->
                    failure(
                            404,
                            "model_not_found",
                            "The model is not available at its provider.",
                            "model",
                            null);
            case CREDENTIALS, PAYMENT -> credentials();
            case CLIENT_KEY -> failure(401, "invalid_api_key", said, null, null);
            case RATE_LIMITED -> limited();
            case OVERLOADED, BUSY -> overloaded();
            case SILENT, SLOW, STALLED ->
                    failure(504, "upstream_timeout", said(trouble), null, null);
            case SERVER ->
                    failure(502, "upstream_error", "The model's provider failed.", null, null);
            case UNREACHABLE -> failure(502, "upstream_unreachable", said, null, null);
            case CUT, MALFORMED -> failure(502, "upstream_protocol", said, null, null);
            case PREFILL -> failure(400, "prefill_unsupported", said, null, null);
            case DIVERGED -> failure(502, "upstream_error", said, null, null);
        };
    }

    /** There was no place for the request in time. */
    static GatewayException of(Failure.Shed shed) {
        return failure(
                shed.status().code(), shed.reason(), shed.publicMessage(), null, shed.retryAfter());
    }

    /** The kind of an error that stands within a stream. */
    static ProviderError.Kind kind(Failure failure) {
        return switch (failure.status().code()) {
            case 400 ->
                    switch (failure.reason()) {
                        case "context_length_exceeded" -> ProviderError.Kind.CONTEXT_LENGTH;
                        case "content_filter" -> ProviderError.Kind.CONTENT_FILTER;
                        default -> ProviderError.Kind.BAD_REQUEST;
                    };
            case 404 -> ProviderError.Kind.NOT_FOUND;
            case 429 -> ProviderError.Kind.RATE_LIMITED;
            case 503 -> ProviderError.Kind.OVERLOADED;
            case 504 -> ProviderError.Kind.TIMEOUT;
            default -> ProviderError.Kind.SERVER;
        };
    }

    /** A provider that is silent by its own account may name its parts. */
    private static String said(Trouble trouble) {
        if (SLOWNESS.contains(trouble.kind())) {
            return "The model did not answer in time.";
        }
        String message = trouble.message();
        return message.length() <= QUOTED ? message : message.substring(0, QUOTED);
    }

    private static String code(Trouble trouble, String otherwise) {
        @Nullable String code = trouble.code();
        return code == null || code.isEmpty() ? otherwise : code;
    }

    private GatewayException credentials() {
        return failure(
                502,
                "upstream_credentials_exhausted",
                "The gateway's own credentials for the model were refused by its provider.",
                null,
                null);
    }

    private GatewayException limited() {
        return failure(
                429,
                "rate_limited",
                "The model's provider limits the rate of requests.",
                null,
                comeBack());
    }

    private GatewayException overloaded() {
        return failure(
                503, "overloaded", "The model is overloaded at its provider.", null, comeBack());
    }

    /** The shortest of all waits. */
    private @Nullable Duration comeBack() {
        long rest = plan.rest(now);
        if (rest != Long.MAX_VALUE && rest > 0) {
            return Duration.ofNanos(rest);
        }
        return troubles.stream()
                .map(Trouble::retryAfter)
                .filter(wait -> wait != null)
                .min(Duration::compareTo)
                .orElse(null);
    }

    private static GatewayException failure(
            int status,
            String reason,
            String message,
            @Nullable String param,
            @Nullable Duration retryAfter) {
        return new GatewayException(
                new Failure.ModelFailed(
                        Status.create(status),
                        reason,
                        message,
                        param,
                        retryAfter,
                        status == 429 || status >= 500));
    }
}
