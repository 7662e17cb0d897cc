// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * An access token (RFC 6749, section 5.1), fetched when it is first needed and again shortly before
 * it expires. One thread fetches at a time: others use the old token while it is still valid, else
 * they wait for the same answer. A failure is remembered for a few seconds, so that a storm of
 * requests does not become one of logins.
 */
final class TokenCache implements Supplier<String> {
    private static final Duration EARLY = Duration.ofMinutes(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final long SHORTEST = 60;
    private static final long LONGEST = 86_400;
    private static final int OK = 200;

    private final URI endpoint;
    private final Supplier<String> form;
    private final TokenExchange exchange;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Token token;
    private volatile @Nullable Problem failure;

    private record Token(String value, Instant refresh, Instant end) {}

    private record Problem(AuthorizationException what, Instant until) {}

    /**
     * A cache for one token.
     *
     * @param form makes the body of a request, which may hold the time
     */
    TokenCache(URI endpoint, Supplier<String> form, TokenExchange exchange, InstantSource clock) {
        this.endpoint = endpoint;
        this.form = form;
        this.exchange = exchange;
        this.clock = clock;
    }

    @Override
    public String get() {
        Token known = token;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.refresh())) {
            return known.value();
        }
        Token usable = known != null && now.isBefore(known.end()) ? known : null;
        if (usable == null) {
            fetching.lock();
        } else if (!fetching.tryLock()) {
            return usable.value();
        }
        try {
            return fetchUnlessDone(usable);
        } finally {
            fetching.unlock();
        }
    }

    /** Under the lock: another thread may have fetched, or failed, in between. */
    private String fetchUnlessDone(@Nullable Token usable) {
        Token known = token;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.refresh())) {
            return known.value();
        }
        Problem last = failure;
        if (last != null && now.isBefore(last.until())) {
            return orThrow(usable, last.what());
        }
        try {
            Token fresh = fetch();
            token = fresh;
            failure = null;
            return fresh.value();
        } catch (AuthorizationException e) {
            failure = new Problem(e, now.plus(AFTER_FAILURE));
            return orThrow(usable, e);
        }
    }

    /** A token that is still good is better than none. */
    private static String orThrow(@Nullable Token usable, AuthorizationException problem) {
        if (usable != null) {
            return usable.value();
        }
        throw new AuthorizationException(
                String.valueOf(problem.getMessage()), problem.lasting(), problem.getCause());
    }

    private Token fetch() {
        TokenExchange.Answer answer;
        try {
            answer = exchange.post(endpoint, form.get());
        } catch (IOException e) {
            throw new AuthorizationException("token: endpoint not reached", false, e);
        }
        JsonNode body = parse(answer.body());
        JsonNode value = body.path("access_token");
        if (answer.status() != OK || !value.isString() || value.stringValue().isEmpty()) {
            boolean refused =
                    answer.status() >= 400 && answer.status() < 500 && answer.status() != 429;
            throw new AuthorizationException(
                    "token: status "
                            + answer.status()
                            + code(body)
                            + " (expected: an access token)",
                    refused,
                    null);
        }
        JsonNode lifetime = body.path("expires_in");
        long seconds =
                lifetime.isNumber() ? lifetime.longValue() : Long.parseLong(digits(lifetime));
        seconds = Math.clamp(seconds, SHORTEST, LONGEST);
        Instant now = clock.instant();
        Duration early = Duration.ofSeconds(Math.min(EARLY.toSeconds(), seconds / 2));
        Instant end = now.plusSeconds(seconds);
        return new Token(value.stringValue(), end.minus(early), end.minusSeconds(SHORTEST / 6));
    }

    private static JsonNode parse(String body) {
        try {
            return Json.read(body);
        } catch (JsonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Some endpoints send the lifetime as text. */
    private static String digits(JsonNode node) {
        String text = node.isString() ? node.stringValue() : "";
        return text.matches("\\d{1,9}") ? text : "3600";
    }

    /** The error code of RFC 6749, section 5.2; its description may quote what was sent. */
    private static String code(JsonNode body) {
        JsonNode code = body.path("error");
        return code.isString() && code.stringValue().matches("[A-Za-z0-9_.-]{1,64}")
                ? ", " + code.stringValue()
                : "";
    }
}
