// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * One place that an attempt can be sent to: an address of a service, a key of a provider, a session
 * of a tool server.
 */
public interface Endpoint {
    /**
     * A stable name for logs, metrics and the admin API, for example {@code http://10.0.0.1:8080};
     * never a secret.
     *
     * @return the name
     */
    String id();
}
