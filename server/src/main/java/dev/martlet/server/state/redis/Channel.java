// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;

/** Messages, over a connection of their own that may not be open yet. */
final class Channel {
    private final CompletableFuture<? extends StatefulRedisPubSubConnection<String, String>>
            connection;

    /**
     * Subscribes as soon as the connection is open. If it never is, nothing is heard: whoever
     * listens asks from time to time too.
     */
    Channel(
            CompletableFuture<? extends StatefulRedisPubSubConnection<String, String>> connection,
            String name,
            Runnable heard) {
        this.connection = connection;
        CompletableFuture<?> ignored =
                connection.thenCompose(messages -> {
                    messages.addListener(
                            new RedisPubSubAdapter<String, String>() {
                                @Override
                                public void message(String channel, String message) {
                                    heard.run();
                                }
                            });
                    return messages.async().subscribe(name);
                });
    }

    /** Whether it was open and is so no longer. */
    boolean isBroken() {
        return connection.isDone()
                && !connection.isCompletedExceptionally()
                && !connection.join().isOpen();
    }

    void close() {
        CompletableFuture<?> ignored =
                connection.thenCompose(StatefulRedisPubSubConnection::closeAsync);
    }
}
