// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import org.jspecify.annotations.Nullable;

/** The endpoints that a call was sent to already, latest first; null for none. */
record Tried(ServiceEndpoint endpoint, @Nullable Tried earlier) {
    static boolean has(@Nullable Tried tried, ServiceEndpoint endpoint) {
        for (Tried each = tried; each != null; each = each.earlier) {
            if (each.endpoint == endpoint) {
                return true;
            }
        }
        return false;
    }
}
