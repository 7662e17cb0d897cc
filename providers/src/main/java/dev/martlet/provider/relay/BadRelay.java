// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import io.helidon.http.Status;
import org.jspecify.annotations.Nullable;

/** Makes the 400s of requests that nobody could answer. */
final class BadRelay {
    private BadRelay() {}

    static GatewayException of(@Nullable String param, String message) {
        return new GatewayException(
                new Failure.ModelFailed(
                        Status.BAD_REQUEST_400, "invalid_request", message, param, null, false));
    }
}
