// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code google.rpc.Status} in JSON: <code>{"error":{code,message,status,details}}</code>, in both
 * directions.
 */
final class Errors {
    private static final String RETRY = "type.googleapis.com/google.rpc.RetryInfo";
    private static final String REQUEST = "type.googleapis.com/google.rpc.RequestInfo";
    private static final int CANCELLED = 499;

    /** No wait is longer; a day's quota comes back at midnight. */
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(2).toSeconds());

    private Errors() {}

    static ProviderError read(int status, JsonNode body) {
        // a failure of the form that is an array comes in an array
        JsonNode error = (body.isArray() ? body.path(0) : body).path("error");
        String word = error.path("status").asString("");
        int code = status == 0 ? error.path("code").asInt(0) : status;
        int stands = code == 0 ? statusOf(word) : code;
        String message = error.path("message").asString("");
        JsonNode details = error.path("details");
        String reason = member(details, "ErrorInfo", "reason");
        return new ProviderError(
                kind(stands, word, reason == null ? "" : reason, message),
                stands,
                word,
                reason,
                message.isEmpty() ? "status " + stands : message,
                null,
                delay(member(details, "RetryInfo", "retryDelay")));
    }

    private static @Nullable String member(JsonNode details, String type, String name) {
        for (JsonNode detail : details) {
            if (detail.path("@type").asString("").endsWith('.' + type)) {
                JsonNode value = detail.get(name);
                return value == null || !value.isString() ? null : value.stringValue();
            }
        }
        return null;
    }

    /** A duration as Protocol Buffers write it: seconds, perhaps with a fraction, and an s. */
    private static @Nullable Duration delay(@Nullable String text) {
        if (text == null || !text.endsWith("s") || text.length() > 20) {
            return null;
        }
        try {
            BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
            return seconds.signum() < 0 || seconds.compareTo(LONGEST) > 0
                    ? null
                    : Duration.ofMillis(seconds.movePointRight(3).longValue());
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private static Kind kind(int status, String word, String reason, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "INVALID_ARGUMENT", "OUT_OF_RANGE" -> invalid(reason, text);
            case "FAILED_PRECONDITION" ->
                    text.contains("billing") ? Kind.PAYMENT : Kind.BAD_REQUEST;
            case "UNAUTHENTICATED", "PERMISSION_DENIED" -> Kind.CREDENTIALS;
            case "NOT_FOUND" -> Kind.NOT_FOUND;
            case "RESOURCE_EXHAUSTED" -> limited(text);
            case "UNAVAILABLE" -> Kind.OVERLOADED;
            case "DEADLINE_EXCEEDED" -> Kind.TIMEOUT;
            case "INTERNAL", "UNKNOWN", "ABORTED", "DATA_LOSS" -> Kind.SERVER;
            default -> byStatus(status, reason, text);
        };
    }

    private static Kind invalid(String reason, String text) {
        if (reason.equals("API_KEY_INVALID") || text.contains("api key not valid")) {
            return Kind.CREDENTIALS;
        }
        return text.contains("token count") && text.contains("exceeds")
                ? Kind.CONTEXT_LENGTH
                : Kind.BAD_REQUEST;
    }

    private static Kind limited(String text) {
        return text.contains("credits are depleted") ? Kind.PAYMENT : Kind.RATE_LIMITED;
    }

    private static Kind byStatus(int status, String reason, String text) {
        return switch (status) {
            case 401, 403 -> Kind.CREDENTIALS;
            case 402 -> Kind.PAYMENT;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> limited(text);
            case 503 -> Kind.OVERLOADED;
            default -> status >= 400 && status < 500 ? invalid(reason, text) : Kind.SERVER;
        };
    }

    private static int statusOf(String word) {
        return switch (word) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> 400;
            case "UNAUTHENTICATED" -> 401;
            case "PERMISSION_DENIED" -> 403;
            case "NOT_FOUND" -> 404;
            case "ABORTED" -> 409;
            case "RESOURCE_EXHAUSTED" -> 429;
            case "CANCELLED" -> CANCELLED;
            case "UNAVAILABLE" -> 503;
            case "DEADLINE_EXCEEDED" -> 504;
            default -> 500;
        };
    }

    static ObjectNode write(ProviderError error, String requestId) {
        ObjectNode body = write(error);
        if (!requestId.isEmpty()) {
            body.withObject("/error")
                    .withArray("/details")
                    .addObject()
                    .put("@type", REQUEST)
                    .put("requestId", requestId);
        }
        return body;
    }

    /** As it stands in a stream. */
    static ObjectNode write(ProviderError error) {
        int status = error.status() == 0 ? statusOf(error.kind()) : error.status();
        ObjectNode body = Json.object();
        ObjectNode inner = body.putObject("error");
        inner.put("code", status);
        inner.put("message", error.message());
        inner.put("status", word(status, error));
        Duration wait = error.retryAfter();
        if (wait != null) {
            String seconds =
                    BigDecimal.valueOf(wait.toMillis(), 3).stripTrailingZeros().toPlainString();
            inner.putArray("details")
                    .addObject()
                    .put("@type", RETRY)
                    .put("retryDelay", seconds + "s");
        }
        return body;
    }

    private static String word(int status, ProviderError error) {
        if (!error.type().isEmpty() && statusOf(error.type()) == status) {
            return status == 500 ? "INTERNAL" : error.type();
        }
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 402 -> "FAILED_PRECONDITION";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case CANCELLED -> "CANCELLED";
            case 502, 503, 529 -> "UNAVAILABLE";
            default -> status >= 400 && status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }

    private static int statusOf(Kind kind) {
        return switch (kind) {
            case BAD_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, PREFILL_REJECTED -> 400;
            case NOT_FOUND -> 404;
            case RATE_LIMITED -> 429;
            case OVERLOADED -> 503;
            case TIMEOUT -> 504;
            // the account with the provider is not the client's
            case CREDENTIALS, PAYMENT, SERVER -> 500;
        };
    }
}
