// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Consumption;
import dev.martlet.core.Demand;
import dev.martlet.policy.admission.Admission;
import dev.martlet.policy.admission.Measure;
import dev.martlet.policy.admission.Rule;
import dev.martlet.policy.admission.Settings;
import dev.martlet.policy.admission.Span;
import dev.martlet.policy.admission.Trial;
import dev.martlet.server.state.embedded.EmbeddedCounters;
import dev.martlet.server.state.embedded.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
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

/**
 * What a request with three limits and two budgets costs: reserve, settle, close. Windows and
 * permits are counted by slices, as with a shared store; the buckets of one process ask Bucket4j.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx256m")
public class AdmissionBenchmark {
    private static final long PLENTY = 1L << 50;
    private static final Consumption USED = new Consumption(40, 50, 90_000);

    private final Admission admission =
            new Admission(
                            new EmbeddedCounters(
                                    Store.inMemory(), InstantSource.system(), System::nanoTime),
                            Settings.LOCAL,
                            _ -> {},
                            InstantSource.system(),
                            System::nanoTime)
                    .start();

    private final Trial slices =
            new Trial(
                    admission,
                    List.of(
                            rule("n", Measure.REQUESTS, new Span.Total()),
                            rule("i", Measure.INPUT_TOKENS, new Span.Total()),
                            rule("c", Measure.CONCURRENT, new Span.AtOnce()),
                            rule("t", Measure.TOKENS, month()),
                            rule("u", Measure.NANO_USD, month())));

    private final Trial buckets =
            new Trial(
                    admission,
                    List.of(
                            rule("bn", Measure.REQUESTS, bucket()),
                            rule("bi", Measure.TOKENS, bucket()),
                            rule("bc", Measure.CONCURRENT, new Span.AtOnce()),
                            rule("bt", Measure.TOKENS, month()),
                            rule("bu", Measure.NANO_USD, month())));

    private static Span month() {
        return new Span.Calendar(Span.Unit.MONTH, ZoneOffset.UTC);
    }

    private static Span bucket() {
        return new Span.Refilled(PLENTY, PLENTY, Duration.ofSeconds(1));
    }

    private static Rule rule(String id, Measure measure, Span span) {
        return new Rule(
                id, "tenant t", id, measure, span, PLENTY, _ -> true, false, false, 429, List.of());
    }

    private record Asked() implements Demand {
        @Override
        public String model() {
            return "m";
        }

        @Override
        public long inputTokens() {
            return 45;
        }

        @Override
        public long outputTokens() {
            return 400;
        }

        @Override
        public @Nullable Long nanoUsd(long input, long output) {
            return 500_000L;
        }
    }

    /** Five accounts in slices, one request at a time. */
    @Benchmark
    @Threads(1)
    public boolean slicesAlone() {
        return slices.run(new Asked(), USED);
    }

    /** The same on every CPU: they share the accounts. */
    @Benchmark
    @Threads(Threads.MAX)
    public boolean slicesOnEveryCpu() {
        return slices.run(new Asked(), USED);
    }

    /** Two of them buckets of this process. */
    @Benchmark
    @Threads(1)
    public boolean bucketsAlone() {
        return buckets.run(new Asked(), USED);
    }
}
