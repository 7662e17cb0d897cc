// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error object of OpenAI's APIs, {@code {"error":{"message","type","param","code"}}}, and the
 * shapes that its imitators use instead: a string, an array, the fields at the top, {@code detail}.
 */
public final class OpenAiErrors {
    private static final int FIRST_STATUS = 400;
    private static final int LAST_STATUS = 599;

    private OpenAiErrors() {}

    /**
     * Reads an error.
     *
     * @param status the HTTP status, or 0 within a stream
     * @param body the JSON body; missing if it is none
     * @return what it means
     */
    public static ProviderError read(int status, JsonNode body) {
        JsonNode top = body.isArray() && !body.isEmpty() ? body.get(0) : body;
        JsonNode error = top.path("error");
        if (!error.isObject()) {
            error = top;
        }
        String type = word(error.path("type"));
        String code = word(error.path("code"));
        String param = word(error.path("param"));
        String message = message(top, error);
        int meant = status == 0 ? status(code) : status;
        Kind kind = OpenAiErrorKinds.of(meant, type, code, inner(error), message);
        return new ProviderError(kind, meant, type == null ? "" : type, code, message, param);
    }

    /** Imitators in Python write None. */
    private static @Nullable String word(JsonNode node) {
        if (!node.isString() && !node.isNumber()) {
            return null;
        }
        String word = node.asString();
        return word.isEmpty() || word.equals("None") || word.equals("null") ? null : word;
    }

    private static String message(JsonNode top, JsonNode error) {
        if (top.isString()) {
            return top.stringValue();
        }
        if (top.path("error").isString()) {
            return top.path("error").stringValue();
        }
        for (String name : new String[] {"message", "detail", "msg"}) {
            JsonNode message = error.path(name);
            if (message.isString()) {
                return message.stringValue();
            }
            if (message.isObject() || message.isArray()) {
                return Json.text(message);
            }
        }
        return "";
    }

    /** Azure tells the filter one level deeper; OpenRouter the provider's own text. */
    private static String inner(JsonNode error) {
        return error.path("innererror").path("code").asString("")
                + error.path("metadata").path("raw").asString("");
    }

    private static int status(@Nullable String code) {
        if (code == null || code.length() != 3 || !code.chars().allMatch(Character::isDigit)) {
            return 0;
        }
        int status = Integer.parseInt(code);
        return status >= FIRST_STATUS && status <= LAST_STATUS ? status : 0;
    }

    /**
     * Writes an error for a client.
     *
     * @param error what happened
     * @param requestId to be found in the logs; may be empty
     * @return the body
     */
    public static ObjectNode write(ProviderError error, String requestId) {
        ObjectNode body = Json.object();
        body.set("error", object(error));
        if (!requestId.isEmpty()) {
            body.put("request_id", requestId);
        }
        return body;
    }

    /**
     * The object within.
     *
     * @param error what happened
     * @return message, type, param and code, the latter two perhaps null
     */
    public static ObjectNode object(ProviderError error) {
        ObjectNode object = Json.object();
        object.put("message", error.message().isEmpty() ? "The provider failed." : error.message());
        object.put("type", OpenAiErrorKinds.type(error));
        object.put("param", error.param());
        object.put("code", OpenAiErrorKinds.code(error));
        return object;
    }
}
