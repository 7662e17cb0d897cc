// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.KeyExpression;
import dev.martlet.server.upstream.ServiceSettings.Balance;
import dev.martlet.server.upstream.ServiceSettings.Concurrency;
import dev.martlet.server.upstream.ServiceSettings.Health;
import dev.martlet.server.upstream.ServiceSettings.Listed;
import dev.martlet.server.upstream.ServiceSettings.Outlier;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import dev.martlet.server.upstream.ServiceSettings.Source;
import dev.martlet.server.upstream.ServiceSettings.Sticky;
import dev.martlet.server.upstream.ServiceSettings.Weighted;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes services for tests: defaults, changed where a test wants something else. */
final class Services {
    static final Instant WALL_TIME = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration LONG = Duration.ofSeconds(30);

    Source source;
    TransportFactory transports;
    Balance balance = new ServiceSettings.RoundRobin();
    @Nullable Health health;
    @Nullable Outlier outlier;
    double panic = 0.5;
    Duration tryTimeout = LONG;
    Duration requestTimeout = LONG;
    Retry retry =
            new Retry(
                    2,
                    Retry.DEFAULTS.on(),
                    Retry.DEFAULTS.statuses(),
                    Retry.DEFAULTS.methods(),
                    0.2,
                    Duration.ZERO,
                    Duration.ofSeconds(1));
    @Nullable Concurrency concurrency;
    @Nullable Sticky sticky;
    Resolver resolver = new NoResolver();
    GatewayListener listener = GatewayListener.NONE;
    LongSupplier nanoTime = System::nanoTime;
    byte[] secret = "secret".getBytes(StandardCharsets.US_ASCII);
    final BackgroundTasks tasks = new BackgroundTasks();

    Services(TransportFactory transports, Source source) {
        this.transports = transports;
        this.source = source;
    }

    static Services of(TransportFactory transports, EndpointAddress... addresses) {
        return new Services(
                transports,
                new Listed(Arrays.stream(addresses).map(each -> new Weighted(each, 1)).toList()));
    }

    Service make() {
        return new Service(settings(), runtime());
    }

    ServiceSettings settings() {
        return new ServiceSettings(
                "orders",
                source,
                TransportSettings.DEFAULTS,
                balance,
                health,
                outlier,
                panic,
                tryTimeout,
                requestTimeout,
                retry,
                concurrency,
                sticky);
    }

    ServiceRuntime runtime() {
        return new ServiceRuntime(
                transports,
                resolver,
                tasks,
                new HeaderKeys(),
                List.of(),
                listener,
                nanoTime,
                () -> WALL_TIME,
                seeded(42),
                secret);
    }

    static EndpointAddress address(int number) {
        return new EndpointAddress(false, "10.0.0." + number, 8080, null);
    }

    /** Random bits that are the same in every run, and safe for several threads. */
    static LongSupplier seeded(long seed) {
        var state = new AtomicLong(seed);
        return () -> new SplittableRandom(state.getAndIncrement()).nextLong();
    }

    /** Understands the name of a header, and gives its value. */
    private static final class HeaderKeys implements Expressions {
        @Override
        public Condition condition(String source) {
            throw new IllegalArgumentException("not used");
        }

        @Override
        public KeyExpression key(String source) {
            return exchange -> exchange.headers().first(HeaderNames.create(source)).orElse("");
        }
    }

    private static final class NoResolver implements Resolver {
        @Override
        public List<InetAddress> addresses(String host) throws IOException {
            throw new IOException("no names in this test");
        }

        @Override
        public List<SrvRecord> services(String name) throws IOException {
            throw new IOException("no names in this test");
        }
    }
}
