// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Priority;
import dev.martlet.core.Standing;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.Limit;
import dev.martlet.core.overload.Sharing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to be let in, and to be turned away. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GateBenchmark {
    private final Exchange calm = exchange("calm");
    private final Exchange flood = exchange("flood");
    private final Gate exact =
            Gate.exact("exact", Limit.fixed(100), Sharing.DEFAULTS, System::nanoTime);
    private final Gate wide = Gate.wide("wide", 8_000, Sharing.DEFAULTS, System::nanoTime);
    private final Gate full = full();

    private static Exchange exchange(String tenant) {
        Exchange exchange = Samples.exchange(Samples.head("api.example.com", "/orders/7"));
        exchange.set(Standing.KEY, new Standing(tenant, Priority.NORMAL));
        return exchange;
    }

    private static Gate full() {
        Gate gate = Gate.exact("full", Limit.fixed(1), Sharing.AT_ONCE, System::nanoTime);
        gate.enter(exchange("other"), Deadline.NONE);
        return gate;
    }

    /** In and out of a gate that knows whose its places are. */
    @Benchmark
    public void exact() {
        exact.enter(calm, Deadline.NONE).close();
    }

    /** In and out of a gate for crowds. */
    @Benchmark
    public void wide() {
        wide.enter(calm, Deadline.NONE).close();
    }

    /**
     * Turned away.
     *
     * @return how
     */
    @Benchmark
    public Object shed() {
        try {
            return full.enter(flood, Deadline.NONE);
        } catch (GatewayException e) {
            return e;
        }
    }
}
