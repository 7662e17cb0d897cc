// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.server.upstream.ServiceSettings.Outlier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ejects endpoints whose tries fail again and again. Without settings of its own a service only
 * passes over an endpoint to which no connection can be made, and for a short time: otherwise a
 * dead endpoint would cost every n-th request a try, and soon the whole retry budget.
 */
final class Outliers {
    /** What holds without settings. */
    private static final Outlier CONNECT_ONLY = new Outlier(3, Duration.ofSeconds(1), 0.5);

    private final boolean connectOnly;
    private final Outlier settings;
    private final Endpoints endpoints;

    Outliers(@Nullable Outlier settings, Endpoints endpoints) {
        this.connectOnly = settings == null;
        this.settings = effective(settings);
        this.endpoints = endpoints;
    }

    static Outlier effective(@Nullable Outlier settings) {
        return settings == null ? CONNECT_ONLY : settings;
    }

    void answered(ServiceEndpoint endpoint) {
        endpoint.health().succeeded();
    }

    void failedWith(ServiceEndpoint endpoint, int status) {
        if (connectOnly) {
            endpoint.health().succeeded();
        } else if (count(endpoint)) {
            endpoints.eject(endpoint, "status " + status);
        }
    }

    void notConnected(ServiceEndpoint endpoint) {
        if (count(endpoint)) {
            endpoints.eject(endpoint, "connect");
        }
    }

    void broke(ServiceEndpoint endpoint, String why) {
        if (!connectOnly && count(endpoint)) {
            endpoints.eject(endpoint, why);
        }
    }

    /** Counts a failure; true if it is one too many. */
    private boolean count(ServiceEndpoint endpoint) {
        return endpoint.health().failed() >= settings.consecutive()
                && endpoint.health().ejection() == null;
    }
}
