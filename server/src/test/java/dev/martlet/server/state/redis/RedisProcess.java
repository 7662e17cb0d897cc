// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.config.Secret;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.RedisExecProvider;

/** A real Redis, Sentinel or node of a Cluster, which can be stopped, killed and frozen. */
public final class RedisProcess implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisProcess(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = options;
    }

    /** One that keeps nothing on disk. */
    public static RedisProcess start(Path folder, String... options) {
        return start(folder, freePort(), options);
    }

    public static RedisProcess start(Path folder, int port, String... options) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                LOOPBACK,
                                "--save",
                                ""));
        all.addAll(List.of(options));
        return begun(new RedisProcess(folder, port, all));
    }

    /** One that has written down each change by the time that it answers. */
    public static RedisProcess durable(Path folder) {
        return start(folder, "--appendonly", "yes", "--appendfsync", "always");
    }

    static RedisProcess sentinel(Path folder, String master, RedisProcess of) throws IOException {
        int port = freePort();
        Path config = folder.resolve("sentinel-" + port + ".conf");
        Files.writeString(
                config,
                """
                port %d
                bind 127.0.0.1
                sentinel monitor %s 127.0.0.1 %d 2
                sentinel down-after-milliseconds %s 500
                sentinel failover-timeout %s 3000
                """
                        .formatted(port, master, of.port, master, master));
        return begun(new RedisProcess(folder, port, List.of(config.toString(), "--sentinel")));
    }

    /** As many masters as are asked for, with the slots spread over them. */
    static List<RedisProcess> cluster(Path folder, int masters) throws IOException {
        List<RedisProcess> nodes = new ArrayList<>();
        for (int i = 0; i < masters; i++) {
            Path own = Files.createDirectories(folder.resolve("node-" + i));
            nodes.add(
                    start(
                            own,
                            "--cluster-enabled",
                            "yes",
                            "--cluster-node-timeout",
                            "1000",
                            "--cluster-require-full-coverage",
                            "no",
                            "--appendonly",
                            "yes"));
        }
        int share = SlotHash.SLOT_COUNT / masters + 1;
        for (int i = 0; i < masters; i++) {
            int from = i * share;
            int to = Math.min(SlotHash.SLOT_COUNT, from + share) - 1;
            nodes.get(i).ask(commands -> addSlots(commands, from, to));
            int port = nodes.getFirst().port;
            nodes.get(i).ask(commands -> commands.clusterMeet(LOOPBACK, port));
        }
        for (RedisProcess node : nodes) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        String info = node.ask(commands -> commands.clusterInfo());
                        return info.contains("cluster_state:ok")
                                && info.contains("cluster_slots_assigned:16384")
                                && info.contains("cluster_known_nodes:" + masters);
                    });
        }
        return nodes;
    }

    @SuppressWarnings("unchecked")
    private static String addSlots(RedisCommands<String, String> commands, int from, int to) {
        return commands.clusterAddSlotsRange(Range.create(from, to));
    }

    private static RedisProcess begun(RedisProcess process) {
        process.start();
        return process;
    }

    /** Starts it again on its port. */
    public void start() {
        List<String> command = new ArrayList<>();
        command.add(executable().toString());
        command.addAll(options);
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve(port + ".log").toFile())
                            .start();
        } catch (IOException e) {
            missing(e);
        }
        await().atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            fail("Redis ended: " + Files.readString(folder.resolve(port + ".log")));
        }
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static File executable() {
        try {
            return RedisExecProvider.defaultProvider().get();
        } catch (IOException | RuntimeException e) {
            return missing(e);
        }
    }

    /** Where there is no Redis for this machine, a developer's tests are skipped; CI's fail. */
    private static File missing(Exception why) {
        if (System.getenv("CI") != null) {
            throw new IllegalStateException("the embedded Redis does not start here", why);
        }
        Assumptions.abort("the embedded Redis does not start here: " + why);
        throw new AssertionError(why);
    }

    public int port() {
        return port;
    }

    RedisSettings.Node node() {
        return new RedisSettings.Node(LOOPBACK, port);
    }

    /** Settings for this one, alone. */
    public RedisSettings settings() {
        return settings(node(), null);
    }

    static RedisSettings settings(RedisSettings.Node node, RedisSettings.Login login) {
        return new RedisSettings(
                RedisSettings.Topology.SINGLE,
                List.of(node),
                null,
                login,
                null,
                0,
                null,
                Duration.ofSeconds(5),
                "martlet");
    }

    static RedisSettings.Login login(String user, String password) {
        return new RedisSettings.Login(user, new Secret(password));
    }

    /** Asks it directly. */
    public <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client =
                        RedisClient.create(RedisURI.create("redis://" + LOOPBACK + ":" + port));
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    /** Ends it as an operator does. */
    public void stop() {
        process.destroy();
        ended();
    }

    /** Ends it in the middle of whatever it does. */
    void kill() {
        process.destroyForcibly();
        ended();
    }

    private void ended() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                fail("Redis does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps its connections and does nothing: as a machine that hangs. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String which) {
        try {
            new ProcessBuilder("kill", which, Long.toString(process.pid())).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    /** A Cluster's node also listens 10000 above: both have to be valid. */
    public static int freePort() {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() < 55_000) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
