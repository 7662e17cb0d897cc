// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Call;
import org.jspecify.annotations.Nullable;

/** Chooses among the usable endpoints of one {@link EndpointSet}. */
@FunctionalInterface
interface Picker {
    /**
     * Chooses an endpoint.
     *
     * @param call what is to be sent
     * @param tried endpoints to be avoided if there is another
     * @return a usable endpoint; one that was tried only if all were
     */
    ServiceEndpoint pick(Call call, @Nullable Tried tried);
}
