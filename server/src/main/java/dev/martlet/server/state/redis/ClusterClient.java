// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A Cluster. Lettuce follows its nodes: it reconnects to each by itself, and looks at who is who
 * when a node moves, vanishes or sends elsewhere, and every half minute.
 */
final class ClusterClient implements Client {
    private final ClientResources resources = Lettuce.resources();
    private final RedisClusterClient client;

    ClusterClient(RedisSettings settings) {
        this.client =
                RedisClusterClient.create(
                        resources,
                        settings.nodes().stream()
                                .map(node -> Lettuce.uri(settings, node))
                                .toList());
        var refresh =
                ClusterTopologyRefreshOptions.builder()
                        .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                        .refreshTriggersReconnectAttempts(1)
                        .enablePeriodicRefresh(Duration.ofSeconds(30))
                        .build();
        var builder = ClusterClientOptions.builder();
        Lettuce.options(builder, settings);
        client.setOptions(builder.topologyRefreshOptions(refresh).build());
    }

    @Override
    public CompletableFuture<? extends Connection> open() {
        return client.refreshPartitionsAsync()
                .toCompletableFuture()
                .thenCompose(known -> client.connectAsync(StringCodec.UTF8))
                .thenCompose(
                        connection -> reached(connection).thenApply(all -> new Nodes(connection)));
    }

    /**
     * Opens a connection to each master: Lettuce would do so at the first command, and refuse it
     * meanwhile. One that cannot be reached does not keep the others waiting.
     */
    private CompletableFuture<Void> reached(StatefulRedisClusterConnection<String, String> of) {
        return CompletableFuture.allOf(
                client.getPartitions().stream()
                        .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM))
                        .map(node ->
                                of.getConnectionAsync(
                                                node.getUri().getHost(), node.getUri().getPort())
                                        .handle((connection, failure) -> connection != null))
                        .toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        Future<?> ignored = resources.shutdown(0, 1, TimeUnit.SECONDS);
    }

    private final class Nodes implements Connection {
        private final StatefulRedisClusterConnection<String, String> connection;
        private final List<Channel> channels = new CopyOnWriteArrayList<>();

        Nodes(StatefulRedisClusterConnection<String, String> connection) {
            this.connection = connection;
        }

        @Override
        public RedisClusterAsyncCommands<String, String> commands() {
            return connection.async();
        }

        /** Lettuce opens what breaks. */
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void listen(String name, Runnable heard) {
            channels.add(new Channel(client.connectPubSubAsync(StringCodec.UTF8), name, heard));
        }

        @Override
        public void close() {
            Future<?> ignored = connection.closeAsync();
            channels.forEach(Channel::close);
        }
    }
}
