// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.core.Exchange;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.route.HostPattern;
import dev.martlet.core.route.Match;
import dev.martlet.core.route.PathPattern;
import dev.martlet.core.route.RouteSpec;
import dev.martlet.core.route.TrieRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * What it costs to find a route: with 10,000 routes at most twice of what it costs with 10. The
 * requests ask for many different routes in turn, as traffic does, so that the processor's caches
 * hold no more of a large table than they would.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RouterBenchmark {
    private static final int REQUESTS = 256;

    /** How many routes, a quarter of each kind. */
    @Param({"10", "100", "10000"})
    private int routes;

    @Param({"exact", "template", "prefix", "wildcard", "miss"})
    private String request;

    private Router router = TrieRouter.compile(List.of()).router();
    private Exchange[] exchanges = {};
    private int next;

    /** Makes routes and requests. */
    @Setup
    public void prepare() {
        List<RouteSpec> specs = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            specs.add(spec(i));
        }
        router = TrieRouter.compile(specs).router();
        var random = new Random(1);
        exchanges = new Exchange[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            exchanges[i] = exchange(random.nextInt(Math.max(routes / 4, 1)) * 4);
            if (request.equals("miss") != (router.match(exchanges[i]) == null)) {
                throw new IllegalStateException("request: " + request + " (expected: a match)");
            }
        }
    }

    /** Four kinds in turn: {@code i} modulo 4. */
    private static RouteSpec spec(int i) {
        String host = i % 4 == 3 ? "*.team" + i + ".example.com" : "api.example.com";
        String path =
                switch (i % 4) {
                    case 0 -> "/api/v1/service" + i + "/status";
                    case 1 -> "/api/v1/service" + i + "/items/{id}";
                    default -> "/api/v1/service" + i + "/**";
                };
        var match =
                new Match(
                        Set.of(HostPattern.parse(host)),
                        PathPattern.parse(path),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        null);
        return new RouteSpec(Samples.route("route" + i), match);
    }

    private Exchange exchange(int i) {
        String service = "/api/v1/service";
        return Samples.exchange(
                switch (request) {
                    case "exact" -> Samples.head("api.example.com", service + i + "/status");
                    case "template" ->
                            Samples.head("api.example.com", service + (i + 1) + "/items/4711");
                    case "prefix" ->
                            Samples.head("api.example.com", service + (i + 2) + "/items/4711");
                    case "wildcard" ->
                            Samples.head(
                                    "a.team" + (i + 3) + ".example.com",
                                    service + (i + 3) + "/items/4711");
                    default -> Samples.head("api.example.com", service + "x/items/4711");
                });
    }

    /**
     * One look-up.
     *
     * @return the match
     */
    @Benchmark
    public @Nullable RouteMatch match() {
        next = (next + 1) % REQUESTS;
        return router.match(exchanges[next]);
    }
}
