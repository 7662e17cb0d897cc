// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What OpenAI's words for errors mean, and which of them say a meaning. */
final class OpenAiErrorKinds {
    /** A code or type that has one of these in it. Asked in this order. */
    private static final List<Rule> WORDS =
            List.of(
                    new Rule(
                            Kind.CONTEXT_LENGTH,
                            "context_length_exceeded",
                            "context_window",
                            "string_above_max_length"),
                    new Rule(
                            Kind.CONTENT_FILTER,
                            "content_filter",
                            "content_policy",
                            "responsibleaipolicyviolation",
                            "moderation"),
                    new Rule(
                            Kind.PAYMENT,
                            "insufficient_quota",
                            "billing",
                            "insufficient_balance",
                            "insufficient_credits",
                            "payment_required"),
                    new Rule(Kind.NOT_FOUND, "model_not_found", "deploymentnotfound", "not_found"),
                    new Rule(
                            Kind.CREDENTIALS,
                            "invalid_api_key",
                            "authentication",
                            "permission",
                            "unauthorized"),
                    new Rule(Kind.RATE_LIMITED, "rate_limit", "too_many_requests"),
                    new Rule(Kind.OVERLOADED, "overloaded", "unavailable", "capacity"),
                    new Rule(Kind.TIMEOUT, "timeout"),
                    new Rule(Kind.BAD_REQUEST, "invalid_request", "invalid_value"),
                    new Rule(Kind.SERVER, "server_error", "api_error", "internal"));

    /** Those who have no codes say it in the message only, with a status that says little. */
    private static final List<Rule> MESSAGES =
            List.of(
                    new Rule(
                            Kind.CONTEXT_LENGTH,
                            "maximum context length",
                            "context length exceeded",
                            "exceeds the context",
                            "exceed context",
                            "context window",
                            "prompt is too long",
                            "input is too long",
                            "input length and",
                            "maximum prompt length",
                            "too many input tokens"),
                    new Rule(
                            Kind.PREFILL_REJECTED,
                            "prefill",
                            "last message must be",
                            "last message should be",
                            "last message role must be",
                            "expected last role",
                            "cannot end with an assistant",
                            "must end with a user message"),
                    new Rule(
                            Kind.CONTENT_FILTER,
                            "content management policy",
                            "content filter",
                            "safety system",
                            "usage policies"));

    private record Rule(Kind kind, List<String> words) {
        Rule(Kind kind, String... words) {
            this(kind, List.of(words));
        }

        boolean matches(String text) {
            return words.stream().anyMatch(text::contains);
        }
    }

    private OpenAiErrorKinds() {}

    static Kind of(
            int status,
            @Nullable String type,
            @Nullable String code,
            String inner,
            String message) {
        String words = lower(code + " " + type + " " + inner);
        Kind said = match(WORDS, words);
        if (said == Kind.CONTEXT_LENGTH
                || said == Kind.CONTENT_FILTER
                || (said == Kind.PAYMENT && status != 401)) {
            return said;
        }
        if (status == 0 || status == 400 || status == 413 || status == 422) {
            Kind told = match(MESSAGES, lower(message));
            if (told != null) {
                return told;
            }
        }
        if (status == 0) {
            return said == null ? Kind.SERVER : said;
        }
        return ofStatus(status, said);
    }

    private static Kind ofStatus(int status, @Nullable Kind said) {
        return switch (status) {
            case 401, 403 -> Kind.CREDENTIALS;
            case 402 -> Kind.PAYMENT;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> said == Kind.OVERLOADED ? Kind.OVERLOADED : Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            case 400 ->
                    said == Kind.NOT_FOUND || said == Kind.CREDENTIALS ? said : Kind.BAD_REQUEST;
            default -> status < 500 ? Kind.BAD_REQUEST : Kind.SERVER;
        };
    }

    private static @Nullable Kind match(List<Rule> rules, String text) {
        for (Rule rule : rules) {
            if (rule.matches(text)) {
                return rule.kind();
            }
        }
        return null;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The SDKs choose their exception by the status, people by the type. */
    static String type(ProviderError error) {
        return switch (error.kind()) {
            case BAD_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, PREFILL_REJECTED, NOT_FOUND ->
                    "invalid_request_error";
            case CREDENTIALS ->
                    switch (error.status()) {
                        case 401 -> "authentication_error";
                        case 403 -> "permission_error";
                        default -> "server_error";
                    };
            case PAYMENT -> error.status() == 429 ? "insufficient_quota" : "server_error";
            case RATE_LIMITED -> "rate_limit_error";
            case OVERLOADED, TIMEOUT, SERVER -> "server_error";
        };
    }

    static @Nullable String code(ProviderError error) {
        String own = error.code();
        if (own != null && own.chars().allMatch(Character::isDigit)) {
            // a status in the place of a code is an imitator's habit, which no client expects
            own = null;
        }
        return switch (error.kind()) {
            case CONTEXT_LENGTH -> "context_length_exceeded";
            case CONTENT_FILTER -> own == null ? "content_filter" : own;
            case NOT_FOUND -> own == null ? "model_not_found" : own;
            case PAYMENT -> "insufficient_quota";
            case RATE_LIMITED -> own == null ? "rate_limit_exceeded" : own;
            default -> own;
        };
    }
}
