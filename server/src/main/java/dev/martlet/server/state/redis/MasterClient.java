// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One Redis, or the one that Sentinels say is the master. A broken connection is not repaired but
 * opened anew, so that the Sentinels are asked anew.
 */
final class MasterClient implements Client {
    private final ClientResources resources = Lettuce.resources();
    private final RedisClient client = RedisClient.create(resources);
    private final RedisURI uri;

    MasterClient(RedisSettings settings) {
        this.uri =
                settings.topology() == RedisSettings.Topology.SENTINEL
                        ? Lettuce.sentinels(settings)
                        : Lettuce.uri(settings, settings.nodes().getFirst());
        client.setOptions(
                Lettuce.options(ClientOptions.builder(), settings).autoReconnect(false).build());
    }

    @Override
    public CompletableFuture<? extends Connection> open() {
        return client.connectAsync(StringCodec.UTF8, uri)
                .toCompletableFuture()
                .thenApply(Master::new);
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        Future<?> ignored = resources.shutdown(0, 1, TimeUnit.SECONDS);
    }

    private final class Master implements Connection {
        private final StatefulRedisConnection<String, String> connection;
        private final List<Channel> channels = new CopyOnWriteArrayList<>();

        Master(StatefulRedisConnection<String, String> connection) {
            this.connection = connection;
        }

        @Override
        public RedisClusterAsyncCommands<String, String> commands() {
            return connection.async();
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen() && channels.stream().noneMatch(Channel::isBroken);
        }

        @Override
        public void listen(String name, Runnable heard) {
            channels.add(
                    new Channel(
                            client.connectPubSubAsync(StringCodec.UTF8, uri).toCompletableFuture(),
                            name,
                            heard));
        }

        @Override
        public void close() {
            Future<?> ignored = connection.closeAsync();
            channels.forEach(Channel::close);
        }
    }
}
