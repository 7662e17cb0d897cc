// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Principal;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Models;
import io.helidon.http.Status;
import org.jspecify.annotations.Nullable;

/** Finds what stands behind the name that a client sent, if route and caller may ask for it. */
final class ModelFinder {
    private final Models models;
    private final Globs allowed;

    ModelFinder(Models models, Globs allowed) {
        this.models = models;
        this.allowed = allowed;
    }

    /**
     * Finds.
     *
     * @param facts leaves in the exchange what rules ask about
     * @throws GatewayException with a 404; unknown and not allowed look the same
     */
    ModelPool find(Exchange exchange, String name, Runnable facts) {
        boolean may = allowed.match(name) && Principal.accessOf(exchange).model(name);
        if (may && models.ruled(name)) {
            facts.run();
        }
        @Nullable ModelPool pool = may ? models.find(exchange, name) : null;
        if (pool == null) {
            throw new GatewayException(
                    new Failure.ModelFailed(
                            Status.NOT_FOUND_404,
                            "model_not_found",
                            "The model '" + name + "' does not exist or may not be used here.",
                            "model",
                            null,
                            false));
        }
        return pool;
    }
}
