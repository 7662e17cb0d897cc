// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.ExpressionType;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Session affinity. */
@Doc("Keeps a client at one endpoint while that is healthy.")
@OneOf({"cookie", "key"})
public record StickyConfig(
        @Doc("The name of a cookie that Martlet sets.")
                @Matches(value = Names.TOKEN, expected = "a cookie's name")
                @Nullable String cookie,
        @Doc("A CEL expression; requests with the same value go to the same endpoint.")
                @Expression(ExpressionType.KEY)
                @Nullable String key,
        @Doc("How long the cookie lives. Default: until the browser ends.")
                @Range(min = "1s", max = "365d")
                @Nullable Duration ttl,
        @Doc(
                        "Keys the cookie's value; at least 16 characters. Gateways that share it, and a gateway before and after a restart, follow each other's cookies. Default: another one in each process.")
                @Nullable Secret secret) {
    private static final int SHORTEST_SECRET = 16;

    public StickyConfig {
        if (key != null && secret != null) {
            throw new IllegalArgumentException(
                    "secret: belongs to a cookie (expected: no secret beside key)");
        }
        if (secret != null && secret.reveal().length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "secret: too short (expected: at least " + SHORTEST_SECRET + " characters)");
        }
        if (key != null && ttl != null) {
            throw new IllegalArgumentException(
                    "ttl: belongs to a cookie (expected: no ttl beside key)");
        }
    }
}
