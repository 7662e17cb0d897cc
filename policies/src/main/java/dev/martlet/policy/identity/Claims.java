// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a token says (RFC 7519, section 4). */
final class Claims {
    private final Map<String, Object> all;

    Claims(Map<String, Object> json) {
        Map<String, Object> present = new HashMap<>(json);
        // The library leaves a JSON null as one; a claim that is null says nothing.
        present.values().removeIf(Objects::isNull);
        this.all = present;
    }

    Map<String, Object> all() {
        return all;
    }

    /** A claim by its name, or by names with dots between for one inside of another; or null. */
    @Nullable Object find(String name) {
        @Nullable Object whole = all.get(name);
        if (whole != null) {
            return whole;
        }
        @Nullable Object at = all;
        for (String step : name.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    /** A claim as text; numbers too, for some number their customers. */
    @Nullable String text(String name) {
        return switch (find(name)) {
            case String text when !text.isEmpty() -> text;
            case Long number -> number.toString();
            case Integer number -> number.toString();
            case null, default -> null;
        };
    }

    /** A claim that is a list, or a text with spaces between; null if it is missing. */
    @Nullable List<String> list(String name) {
        return switch (find(name)) {
            case null -> null;
            case String text -> text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
            case List<?> list -> {
                List<String> words = new ArrayList<>();
                list.forEach(one -> words.add(String.valueOf(one)));
                yield words;
            }
            default -> List.of();
        };
    }

    /** Whether it is for one of these. */
    boolean meantFor(List<String> audiences) {
        return switch (all.get("aud")) {
            case String one -> audiences.contains(one);
            case List<?> many -> many.stream().anyMatch(audiences::contains);
            case null, default -> false;
        };
    }

    /** Whether its time has come and is not over. A token without an end is not taken. */
    boolean inTime(long nowMillis, Duration skew) {
        double now = nowMillis / 1000.0;
        double slack = skew.toMillis() / 1000.0;
        if (!(all.get("exp") instanceof Number end) || now >= end.doubleValue() + slack) {
            return false;
        }
        return !isLater("nbf", now + slack) && !isLater("iat", now + slack);
    }

    private boolean isLater(String name, double than) {
        @Nullable Object value = all.get(name);
        // What stands where a time should be is not read as "any time".
        return value != null && !(value instanceof Number time && time.doubleValue() <= than);
    }

    /** What it is good for: RFC 8693 writes scope, some issuers scp. */
    List<String> scopes() {
        @Nullable List<String> scope = list("scope");
        @Nullable List<String> scp = scope == null ? list("scp") : scope;
        return scp == null ? List.of() : scp;
    }
}
