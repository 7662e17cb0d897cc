// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.json.Json;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** <code>{"type":"error","error":{…},"request_id":…}</code>, in both directions. */
final class Errors {
    private static final int OVERLOADED = 529;
    private static final String TOO_LONG = "prompt is too long";

    private Errors() {}

    static ProviderError read(int status, JsonNode body) {
        JsonNode error = body.path("error");
        String type = error.path("type").asString("");
        String message = error.path("message").asString("");
        if (message.isEmpty()) {
            message = error.isString() ? error.stringValue() : "status " + status;
        }
        int stands = status == 0 ? statusOf(type) : status;
        return new ProviderError(kind(stands, type, message), stands, type, null, message, null);
    }

    private static Kind kind(int status, String type, String message) {
        return switch (type) {
            case "invalid_request_error" -> refine(message);
            case "authentication_error", "permission_error" -> Kind.CREDENTIALS;
            case "billing_error" -> Kind.PAYMENT;
            case "not_found_error" -> Kind.NOT_FOUND;
            case "request_too_large" -> Kind.BAD_REQUEST;
            case "rate_limit_error" -> Kind.RATE_LIMITED;
            case "overloaded_error" -> Kind.OVERLOADED;
            case "timeout_error" -> Kind.TIMEOUT;
            case "api_error" -> Kind.SERVER;
            default -> byStatus(status, message);
        };
    }

    /** Several things that call for different answers come as the same invalid_request_error. */
    private static Kind refine(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (tooLong(message) || text.contains("context window")) {
            return Kind.CONTEXT_LENGTH;
        }
        if (text.contains("prefill")) {
            return Kind.PREFILL_REJECTED;
        }
        if (text.contains("credit balance") || text.contains("usage limits")) {
            return Kind.PAYMENT;
        }
        return text.contains("content filtering policy") ? Kind.CONTENT_FILTER : Kind.BAD_REQUEST;
    }

    private static boolean tooLong(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return text.contains(TOO_LONG) || text.contains("exceed context limit");
    }

    private static Kind byStatus(int status, String message) {
        return switch (status) {
            case 401, 403 -> Kind.CREDENTIALS;
            case 402 -> Kind.PAYMENT;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            case 503, OVERLOADED -> Kind.OVERLOADED;
            default -> status >= 400 && status < 500 ? refine(message) : Kind.SERVER;
        };
    }

    private static int statusOf(String type) {
        return switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "overloaded_error" -> OVERLOADED;
            case "timeout_error" -> 504;
            default -> 500;
        };
    }

    static ObjectNode write(ProviderError error, String requestId) {
        ObjectNode body = write(error);
        if (!requestId.isEmpty()) {
            body.put("request_id", requestId);
        }
        return body;
    }

    /** As it stands in a stream. */
    static ObjectNode write(ProviderError error) {
        ObjectNode body = BlockWriter.typed("error");
        body.set("error", Json.object().put("type", type(error)).put("message", message(error)));
        return body;
    }

    /** Clients know a prompt that is too long by these words. */
    private static String message(ProviderError error) {
        return error.kind() == Kind.CONTEXT_LENGTH && !tooLong(error.message())
                ? TOO_LONG + ": " + error.message()
                : error.message();
    }

    /** The status is what the client gets, so the type goes with it. */
    private static String type(ProviderError error) {
        int status = error.status() == 0 ? statusOf(error.kind()) : error.status();
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, OVERLOADED -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    private static int statusOf(Kind kind) {
        return switch (kind) {
            case BAD_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, PREFILL_REJECTED -> 400;
            case NOT_FOUND -> 404;
            case RATE_LIMITED -> 429;
            case OVERLOADED -> OVERLOADED;
            case TIMEOUT -> 504;
            // the account with the provider is not the client's
            case CREDENTIALS, PAYMENT, SERVER -> 500;
        };
    }
}
