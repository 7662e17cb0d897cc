// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Who is told when a share of a budget has been used. */
@Doc("Who is told when a share of a budget has been used, beside the log and the metrics.")
public record AlertsConfig(
        @Doc("Gets a POST with JSON for each share that is reached.") @Nullable URI webhook,
        @Doc("Signs what is posted: HMAC-SHA256 in the header x-martlet-signature.")
                @Nullable Secret secret) {
    public AlertsConfig {
        if (webhook != null && !isHttp(webhook)) {
            throw new IllegalArgumentException(
                    "webhook: not an address (expected: https://host/path)");
        }
    }

    private static boolean isHttp(URI uri) {
        boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return known && uri.getHost() != null && uri.getRawUserInfo() == null;
    }
}
