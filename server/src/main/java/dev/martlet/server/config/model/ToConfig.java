// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a route leads: exactly one of its kinds. */
@Doc("Where a route leads.")
@OneOf({"service", "services", "redirect", "respond"})
public record ToConfig(
        @Doc("The name of a service.") @Nullable String service,
        @Doc("Several services that share the requests by weight.") List<WeightedService> services,
        @Doc("A service that gets a copy of each request; its answer is thrown away.")
                @Nullable MirrorConfig mirror,
        @Doc("Sends the client elsewhere.") @Nullable RedirectConfig redirect,
        @Doc("A fixed answer.") @Nullable RespondConfig respond) {
    public ToConfig {
        if (mirror != null && (redirect != null || respond != null)) {
            throw new IllegalArgumentException(
                    "mirror: nothing to mirror (expected: service or services beside it)");
        }
    }
}
