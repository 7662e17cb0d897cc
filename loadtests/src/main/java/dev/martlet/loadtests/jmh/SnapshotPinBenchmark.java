// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Exchange;
import dev.martlet.core.Pin;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Taking and letting go of the published snapshot, as each request does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx256m")
public class SnapshotPinBenchmark {

    private final Snapshots snapshots = new Snapshots(Snapshot.builder(1, new NoRoutes()).build());

    /** One request at a time. */
    @Benchmark
    @Threads(1)
    public long alone() {
        return pinAndLetGo();
    }

    /** A request on every CPU: they share one counter. */
    @Benchmark
    @Threads(Threads.MAX)
    public long onEveryCpu() {
        return pinAndLetGo();
    }

    private long pinAndLetGo() {
        try (Pin pin = snapshots.pin()) {
            return pin.snapshot().generation();
        }
    }

    private static final class NoRoutes implements Router {
        @Override
        public @Nullable RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
