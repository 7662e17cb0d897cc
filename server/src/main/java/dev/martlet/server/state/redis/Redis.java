// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.StateException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis. Callers wait for an answer no longer than the timeout; once one of them has met
 * trouble, the others are refused at once, and only the keeper goes on asking: a thread that opens
 * connections, tries every moment whether Redis takes a write again, and asks about once a second
 * while all is well, so that trouble is known without traffic.
 */
final class Redis implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Redis.class.getName());

    private static final Duration WELL = Duration.ofSeconds(1);
    private static final Duration TROUBLED = Duration.ofMillis(100);

    /** A connection that has been silent for so long is given up, as its peer may have vanished. */
    private static final Duration SILENT = Duration.ofSeconds(2);

    private static final Fault STARTING = new Fault("is not connected yet", Fault.Kind.AWAY);

    private final RedisSettings settings;
    private final boolean cluster;
    private final Keys keys;
    private final Client client;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Map<String, Runnable> channels = new ConcurrentHashMap<>();
    private final Thread keeper;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Fault fault;
    private volatile String faultyTag = "probe";
    private volatile boolean closed;

    Redis(RedisSettings settings) {
        this.settings = settings;
        this.cluster = settings.topology() == RedisSettings.Topology.CLUSTER;
        this.keys = new Keys(settings.prefix(), cluster);
        this.client = Client.of(settings);
        this.fault = STARTING;
        this.keeper = Thread.ofVirtual().name("martlet-redis").start(this::keep);
    }

    Keys keys() {
        return keys;
    }

    /** Waits until the first attempt to connect has ended, well or not. */
    void awaitFirst(Duration longest) {
        try {
            // Whether it was in time shows in the trouble.
            boolean ignored = tried.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is wrong, with the place; null if nothing is. */
    @Nullable String trouble() {
        Fault now = fault;
        return now == null ? null : words(now);
    }

    private String words(Fault of) {
        return "Redis at " + settings.places() + " " + of.words();
    }

    /** When somebody who begins now has waited long enough, as {@link System#nanoTime}. */
    long deadline() {
        return System.nanoTime() + settings.timeout().toNanos();
    }

    /**
     * Asks and does not wait.
     *
     * @throws StateException if there is trouble
     */
    <T> CompletableFuture<T> send(
            Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        Fault known = fault;
        Connection open = connection;
        if (known != null || open == null) {
            throw new StateException(known == null ? "Redis is not connected" : words(known), null);
        }
        try {
            return command.apply(open.commands()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Waits for an answer.
     *
     * @param tag where the trouble is, if there is: probes go there
     * @throws StateException if it does not come in time, or is an error
     */
    <T> T await(CompletableFuture<T> answer, long deadline, String tag) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException("interrupted while Redis was asked", e);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            Fault met = Fault.of(e);
            if (met.kind() != Fault.Kind.COMMAND) {
                faultyTag = tag;
                trouble(met);
            }
            // What stands in a command is worth a look; of everything else the words say all.
            throw new StateException(
                    words(met), met.kind() == Fault.Kind.COMMAND ? e.getCause() : null);
        }
    }

    /** Asks and waits. */
    <T> T ask(
            String tag,
            Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        long deadline = deadline();
        return await(send(command), deadline, tag);
    }

    /** Calls for each message in a channel, over whatever connection there is. */
    void listen(String channel, Runnable heard) {
        channels.put(channel, heard);
        Connection open = connection;
        if (open != null) {
            open.listen(channel, heard);
        }
    }

    private void trouble(Fault met) {
        Fault before = fault;
        fault = met;
        if (before == null || before.equals(STARTING)) {
            LOG.log(Level.WARNING, words(met));
        }
        if (before == null) {
            wake.release();
        }
    }

    private void keep() {
        long wellAt = System.nanoTime();
        int attempt = 0;
        while (!closed) {
            try {
                reach();
                wellAt = System.nanoTime();
                attempt = 0;
                if (fault != null) {
                    fault = null;
                    LOG.log(Level.INFO, "Redis at {0} serves", settings.places());
                }
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                Fault met = Fault.of(e);
                trouble(met);
                attempt++;
                if (isUseless(met.kind(), System.nanoTime() - wellAt)) {
                    drop();
                    wellAt = System.nanoTime();
                }
            }
            tried.countDown();
            pause(attempt == 0 ? WELL : TROUBLED.multipliedBy(Math.min(attempt, 10)));
        }
    }

    private void reach() throws InterruptedException, ExecutionException, TimeoutException {
        Connection open = connection;
        if (open == null || !open.isOpen()) {
            drop();
            connect();
        }
        probe();
    }

    /** A Cluster's connection repairs itself; it only gets a new one if that takes too long. */
    private boolean isUseless(Fault.Kind kind, long troubledNanos) {
        boolean tooLong = troubledNanos > SILENT.toNanos();
        return switch (kind) {
            case BROKEN -> !cluster || tooLong;
            case SLOW -> tooLong;
            case AWAY, COMMAND -> false;
        };
    }

    private void connect() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<? extends Connection> opening = client.open();
        try {
            Connection opened = opening.get(Lettuce.CONNECT.toMillis() * 2, TimeUnit.MILLISECONDS);
            connection = opened;
            channels.forEach(opened::listen);
        } catch (TimeoutException | InterruptedException e) {
            CompletableFuture<?> ignored = opening.thenAccept(Connection::close);
            throw e;
        }
    }

    /** A write, as reading goes well where Redis is full or a replica. */
    private void probe() throws InterruptedException, ExecutionException, TimeoutException {
        Connection open = connection;
        if (open == null) {
            return;
        }
        open.commands()
                .set(keys.of(faultyTag, "probe"), "1", SetArgs.Builder.px(60_000))
                .toCompletableFuture()
                .get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private void pause(Duration longest) {
        try {
            if (wake.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            // Closing: the loop ends.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        fault = new Fault("is closed", Fault.Kind.AWAY);
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection = null;
        client.close();
    }
}
