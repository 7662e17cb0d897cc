// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.server.cel.CelExpressions;
import java.util.concurrent.TimeUnit;
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

/** What one evaluation of an expression costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CelBenchmark {
    @Param({
        "request.method == 'GET'",
        "request.headers['x-user'] == 'ada'",
        "'x-user' in request.headers && request.headers['x-user'].startsWith('a')",
        "request.query['page'] == '2'",
        "request.path.matches('^/orders/[0-9]+$')"
    })
    private String source;

    private final Exchange exchange =
            Samples.exchange(Samples.head("api.example.com", "/orders/4711"));
    private Condition condition = any -> true;

    /** Compiles the expression. */
    @Setup
    public void prepare() {
        condition = CelExpressions.standard().condition(source);
    }

    /**
     * One evaluation.
     *
     * @return its value
     */
    @Benchmark
    public boolean evaluate() {
        return condition.test(exchange);
    }
}
