// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;

/**
 * Changes of headers.
 *
 * @param request of what is sent on
 * @param response of what is sent back, also of failures
 */
@Doc("Sets, adds and removes headers.")
public record HeadersConfig(
        @Doc("Changes of the request.") @Default("{}") HeaderChanges request,
        @Doc("Changes of the response; also of one that the gateway makes because of a failure.")
                @Default("{}")
                HeaderChanges response) {
    public HeadersConfig {
        if (request.isEmpty() && response.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is changed (expected: a change in request or response)");
        }
    }
}
