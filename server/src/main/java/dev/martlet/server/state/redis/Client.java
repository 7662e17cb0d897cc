// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import java.util.concurrent.CompletableFuture;

/** Opens connections. */
interface Client extends AutoCloseable {
    /** Opens one; it is the caller's who waits how long. */
    CompletableFuture<? extends Connection> open();

    /** Ends the client, its threads and its connections. */
    @Override
    void close();

    /** The one that fits. */
    static Client of(RedisSettings settings) {
        return settings.topology() == RedisSettings.Topology.CLUSTER
                ? new ClusterClient(settings)
                : new MasterClient(settings);
    }
}
