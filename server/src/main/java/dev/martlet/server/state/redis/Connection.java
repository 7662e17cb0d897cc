// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/** An open connection, or as many as a Cluster needs. */
interface Connection {
    /** What may be asked; answers come when they come. */
    RedisClusterAsyncCommands<String, String> commands();

    /** False when it has broken and has to be opened anew. */
    boolean isOpen();

    /**
     * Hears of messages, until this connection is closed.
     *
     * @param channel where they are published
     * @param heard called for each; must not block
     */
    void listen(String channel, Runnable heard);

    /** Closes it soon; does not wait. */
    void close();
}
