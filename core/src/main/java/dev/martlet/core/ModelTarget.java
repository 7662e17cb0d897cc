// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import org.jspecify.annotations.Nullable;

/** A target that asks language models, in the dialect that the request's path stands for. */
public non-sealed interface ModelTarget extends Target {
    /**
     * What a request asks for. Reads the request's body if it has not been read; the target does
     * not read or parse it again.
     *
     * @param exchange the request
     * @return the demand, or null if the request uses no tokens, such as a list of models
     * @throws GatewayException if the request cannot be read
     */
    default @Nullable Demand demand(Exchange exchange) {
        return null;
    }
}
