// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Chain;
import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Next;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.config.OnError;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an exchange costs from its pin to its close with a chain of policies that do nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChainBenchmark {
    @Param({"0", "5", "10"})
    private int policies;

    private final RequestHead head = Samples.head("api.example.com", "/orders/7");
    private Next chain = exchange -> Samples.TARGET.answer(exchange);

    /** Compiles the chain. */
    @Setup
    public void prepare() {
        List<Chain.Step> steps =
                IntStream.range(0, policies)
                        .mapToObj(i ->
                                new Chain.Step(
                                        "p" + i,
                                        (exchange, next) -> next.proceed(exchange),
                                        OnError.DENY))
                        .toList();
        chain = Chain.of(steps, Samples.TARGET, GatewayListener.NONE);
    }

    /**
     * One exchange.
     *
     * @return its reply
     */
    @Benchmark
    public Reply exchange() {
        try (Exchange exchange = Samples.exchange(head)) {
            return chain.proceed(exchange);
        }
    }
}
