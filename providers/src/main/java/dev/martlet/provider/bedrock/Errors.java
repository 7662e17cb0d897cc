// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors: the type is in the header {@code x-amzn-ErrorType}, sometimes in the body's {@code
 * __type} or {@code code}; within a stream it is the type of an exception message.
 */
final class Errors {
    static final String HEADER = "x-amzn-ErrorType";

    /** Models and their hosts say in many ways that a prompt is too long. */
    private static final List<String> TOO_LONG =
            List.of(
                    "too long",
                    "too many tokens",
                    "too many input tokens",
                    "context length",
                    "context window",
                    "maximum number of tokens",
                    "maximum context",
                    "exceeds the maximum input",
                    "exceed context limit",
                    "max input tokens");

    private static final List<String> PREFILL =
            List.of("prefill", "pre-fill", "must end with a user message");

    private Errors() {}

    static ProviderError read(int status, String header, JsonNode body) {
        String type = bare(header);
        if (type.isEmpty()) {
            type = bare(text(body, "__type", text(body, "code", "")));
        }
        String message = text(body, "message", text(body, "Message", ""));
        if (message.isEmpty()) {
            message = type.isEmpty() ? "status " + status : type;
        }
        return new ProviderError(kind(type, status, message), status, type, null, message, null);
    }

    /** {@code prefix#ThrottlingException:http://…} is a ThrottlingException. */
    private static String bare(String type) {
        String name = type.substring(type.indexOf('#') + 1);
        int colon = name.indexOf(':');
        return (colon < 0 ? name : name.substring(0, colon)).strip();
    }

    private static String text(JsonNode body, String name, String otherwise) {
        JsonNode value = body.path(name);
        return value.isString() ? value.stringValue() : otherwise;
    }

    private static Kind kind(String type, int status, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return switch (type) {
            case "ThrottlingException",
                    "TooManyRequestsException",
                    "ServiceQuotaExceededException" ->
                    Kind.RATE_LIMITED;
            case "ValidationException" -> invalid(text);
            case "ResourceNotFoundException", "UnknownOperationException" -> Kind.NOT_FOUND;
            case "AccessDeniedException",
                    "UnrecognizedClientException",
                    "ExpiredTokenException",
                    "InvalidSignatureException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException",
                    "InvalidClientTokenId",
                    "NotAuthorized",
                    "OptInRequired" ->
                    Kind.CREDENTIALS;
            case "ModelNotReadyException", "ServiceUnavailableException" -> Kind.OVERLOADED;
            case "ModelTimeoutException" -> Kind.TIMEOUT;
            case "ModelErrorException",
                    "ModelStreamErrorException",
                    "InternalServerException",
                    "InternalFailure" ->
                    Kind.SERVER;
            default -> byStatus(status, text);
        };
    }

    private static Kind byStatus(int status, String text) {
        return switch (status) {
            case 400, 413, 422 -> invalid(text);
            case 401, 403 -> Kind.CREDENTIALS;
            case 402 -> Kind.PAYMENT;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            default ->
                    status >= 500 || status == 424 || status == 0 ? Kind.SERVER : Kind.BAD_REQUEST;
        };
    }

    private static Kind invalid(String text) {
        if (TOO_LONG.stream().anyMatch(text::contains)) {
            return Kind.CONTEXT_LENGTH;
        }
        if (PREFILL.stream().anyMatch(text::contains)) {
            return Kind.PREFILL_REJECTED;
        }
        if (text.contains("model identifier is invalid")) {
            return Kind.NOT_FOUND;
        }
        return text.contains("content filter") ? Kind.CONTENT_FILTER : Kind.BAD_REQUEST;
    }

    static String type(ProviderError error) {
        return switch (error.kind()) {
            case BAD_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, PREFILL_REJECTED ->
                    "ValidationException";
            case NOT_FOUND -> "ResourceNotFoundException";
            case CREDENTIALS ->
                    error.status() >= 500 ? "InternalServerException" : "AccessDeniedException";
            case PAYMENT ->
                    error.status() >= 500
                            ? "InternalServerException"
                            : "ServiceQuotaExceededException";
            case RATE_LIMITED -> "ThrottlingException";
            case OVERLOADED -> "ServiceUnavailableException";
            case TIMEOUT -> "ModelTimeoutException";
            case SERVER -> "InternalServerException";
        };
    }

    static ObjectNode write(ProviderError error) {
        return Json.object().put("message", error.message()).put("__type", type(error));
    }

    static ProviderError inStream(Event event, JsonNode data) {
        String type = event.type();
        // In streams the names of exceptions begin with a small letter.
        String name =
                type.isEmpty() ? "" : Character.toUpperCase(type.charAt(0)) + type.substring(1);
        String said = event.fields().getOrDefault(":error-message", "");
        JsonNode body = said.isEmpty() ? data : Json.object().put("message", said);
        JsonNode original = data.path("originalStatusCode");
        int status =
                original.isIntegralNumber() && original.canConvertToInt() ? original.intValue() : 0;
        ProviderError error = read(status, name, body);
        // A model that failed because it is throttled or overloaded says so by its status.
        return error.kind() == Kind.SERVER && status != 0
                ? new ProviderError(byStatus(status, ""), status, name, null, error.message(), null)
                : error;
    }

    static Event toStream(ProviderError error) {
        String type =
                switch (error.kind()) {
                    case BAD_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, PREFILL_REJECTED, NOT_FOUND ->
                            "validationException";
                    case RATE_LIMITED -> "throttlingException";
                    case OVERLOADED -> "serviceUnavailableException";
                    case TIMEOUT -> "modelStreamErrorException";
                    case CREDENTIALS, PAYMENT, SERVER -> "internalServerException";
                };
        return new Event(
                type,
                Json.write(Json.object().put("message", error.message())),
                Map.of(MessageHeaders.MESSAGE_TYPE, MessageHeaders.EXCEPTION));
    }
}
