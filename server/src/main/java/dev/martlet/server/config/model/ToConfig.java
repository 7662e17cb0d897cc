// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.OneOrMany;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a route leads: exactly one of its kinds. */
@Doc("Where a route leads.")
@OneOf({"service", "services", "models", "redirect", "respond"})
public record ToConfig(
        @Doc("The name of a service.") @Nullable String service,
        @Doc("Several services that share the requests by weight.") List<WeightedService> services,
        @Doc(
                        "Models that may be asked for by this route: names of models, or \"*\" for all; a * at the end stands for any rest.")
                @OneOrMany
                List<String> models,
        @Doc("A service that gets a copy of each request; its answer is thrown away.")
                @Nullable MirrorConfig mirror,
        @Doc("Sends the client elsewhere.") @Nullable RedirectConfig redirect,
        @Doc("A fixed answer.") @Nullable RespondConfig respond) {
    public ToConfig {
        if (mirror != null && (!models.isEmpty() || redirect != null || respond != null)) {
            throw new IllegalArgumentException(
                    "mirror: nothing to mirror (expected: service or services beside it)");
        }
    }
}
