// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.json.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Errors: a message, an id, and the status. */
final class Errors {
    /** A deny-listed token in the prompt or in the answer. */
    private static final int DENIED = 498;

    private static final List<String> TOO_LONG =
            List.of("too many tokens", "too long", "context length", "context window");

    private Errors() {}

    static ProviderError read(int status, JsonNode body) {
        String said = text(body, "message", text(body, "error", ""));
        String message = said.isEmpty() ? "status " + status : said;
        return new ProviderError(
                kind(status, message.toLowerCase(Locale.ROOT)), status, "", null, message, null);
    }

    private static String text(JsonNode body, String name, String otherwise) {
        JsonNode value = body.path(name);
        return value.isString() ? value.stringValue() : otherwise;
    }

    private static Kind kind(int status, String text) {
        return switch (status) {
            case 400, 413, 422 -> invalid(text);
            case 401, 403 -> Kind.CREDENTIALS;
            case 402 -> Kind.PAYMENT;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            // Trial keys have a number of calls a month: no cooling down helps against that.
            case 429 -> text.contains("/ month") ? Kind.PAYMENT : Kind.RATE_LIMITED;
            case DENIED -> Kind.CONTENT_FILTER;
            case 503 -> Kind.OVERLOADED;
            default -> status >= 500 || status == 0 ? Kind.SERVER : Kind.BAD_REQUEST;
        };
    }

    private static Kind invalid(String text) {
        if (TOO_LONG.stream().anyMatch(text::contains)) {
            return Kind.CONTEXT_LENGTH;
        }
        return text.contains("last message") && text.contains("assistant")
                ? Kind.PREFILL_REJECTED
                : Kind.BAD_REQUEST;
    }

    static ObjectNode write(ProviderError error, String requestId) {
        return Json.object().put("id", requestId).put("message", error.message());
    }
}
