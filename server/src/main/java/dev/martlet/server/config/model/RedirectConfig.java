// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Values;
import org.jspecify.annotations.Nullable;

/** A redirect; what is not given stays as the request has it. */
@Doc("A redirect; what is not given stays as the request has it.")
public record RedirectConfig(
        @Doc("http or https.") @Values({"http", "https"}) @Nullable String scheme,
        @Doc("The new host.")
                @Matches(
                        value = "[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?",
                        expected = "a host name")
                @Nullable String host,
        @Doc("The new path; /new/** keeps the rest that the route's /** has matched.")
                @Matches(value = "/[!-~]{0,2000}", expected = "a path such as /new or /new/**")
                @Nullable String path,
        @Doc("The status of the answer.")
                @Default("302")
                @Values({"301", "302", "303", "307", "308"})
                int status,
        @Doc("The new port.") @Range(min = "1", max = "65535") @Nullable Integer port) {
    public RedirectConfig {
        if (scheme == null && host == null && path == null && port == null) {
            throw new IllegalArgumentException(
                    "nothing is changed: an endless loop (expected: scheme, host, path or port)");
        }
    }
}
