// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.config.Secret;
import dev.martlet.core.overload.ConcurrencyConfig;
import dev.martlet.core.overload.Sharing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a {@link Service} is made from. Compared by value, so that a service outlives a reload
 * that does not change it; expressions are held as their source for that reason.
 *
 * @param name unique
 * @param source where the endpoints come from
 * @param transport how they are reached
 * @param balance how one is chosen
 * @param health active checks, or null for none
 * @param outlier ejection by the traffic's own results; null leaves only the short one after
 *     repeated connection failures
 * @param panic below this share of healthy endpoints all are used, 0 to 1
 * @param tryTimeout to the head of the reply, for each try
 * @param requestTimeout to the head of the reply, over all tries
 * @param retry what is tried again
 * @param concurrency the adaptive limit, or null for none
 * @param sticky what keeps a client at one endpoint, or null
 */
public record ServiceSettings(
        String name,
        Source source,
        TransportSettings transport,
        Balance balance,
        @Nullable Health health,
        @Nullable Outlier outlier,
        double panic,
        Duration tryTimeout,
        Duration requestTimeout,
        Retry retry,
        @Nullable Concurrency concurrency,
        @Nullable Sticky sticky) {

    public ServiceSettings {
        Checks.share("panic", panic);
        Checks.positive("tryTimeout", tryTimeout);
        Checks.positive("requestTimeout", requestTimeout);
    }

    /**
     * Settings with the documented defaults.
     *
     * @param name unique
     * @param source where the endpoints come from
     * @return the settings
     */
    public static ServiceSettings of(String name, Source source) {
        return new ServiceSettings(
                name,
                source,
                TransportSettings.DEFAULTS,
                new RoundRobin(),
                null,
                null,
                0.5,
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Retry.DEFAULTS,
                null,
                null);
    }

    /** Where endpoints come from. */
    public sealed interface Source {}

    /**
     * Endpoints that the configuration lists.
     *
     * @param endpoints at least one
     */
    public record Listed(List<Weighted> endpoints) implements Source {
        public Listed {
            endpoints = List.copyOf(endpoints);
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("endpoints: none (expected: at least one)");
            }
        }
    }

    /**
     * A listed endpoint.
     *
     * @param address where it is
     * @param weight its share among the others; 0 gives it no requests
     */
    public record Weighted(EndpointAddress address, int weight) {
        public Weighted {
            Checks.atLeast("weight", weight, 0);
        }
    }

    /**
     * Each address that a name has (A and AAAA records) is an endpoint.
     *
     * @param host the name
     * @param port the port of all
     * @param secure whether TLS is spoken
     * @param refresh time between two look-ups
     */
    public record Dns(String host, int port, boolean secure, Duration refresh) implements Source {
        public Dns {
            Checks.positive("refresh", refresh);
        }
    }

    /**
     * Each address of each target of the SRV records is an endpoint (RFC 2782).
     *
     * @param name the name of the records
     * @param secure whether TLS is spoken
     * @param refresh time between two look-ups
     */
    public record Srv(String name, boolean secure, Duration refresh) implements Source {
        public Srv {
            Checks.positive("refresh", refresh);
        }
    }

    /** How an endpoint is chosen. */
    public sealed interface Balance {}

    /** Each in turn, by weight. */
    public record RoundRobin() implements Balance {}

    /** The one with the fewest calls in flight for its weight. */
    public record LeastRequests() implements Balance {}

    /** By chance, by weight. */
    public record Random() implements Balance {}

    /**
     * The same endpoint for the same key, unless that endpoint has clearly more than its share.
     *
     * @param key source of the expression whose value is hashed
     */
    public record RingHash(String key) implements Balance {}

    /**
     * Active checks of each endpoint.
     *
     * @param path what is asked for with GET
     * @param interval time between two checks
     * @param timeout a check that takes longer has failed
     * @param healthy good checks in a row that bring an endpoint back
     * @param unhealthy failed checks in a row that take one out
     * @param statuses what counts as good
     */
    public record Health(
            String path,
            Duration interval,
            Duration timeout,
            int healthy,
            int unhealthy,
            List<StatusRange> statuses) {
        public Health {
            Checks.positive("interval", interval);
            Checks.positive("timeout", timeout);
            Checks.atLeast("healthy", healthy, 1);
            Checks.atLeast("unhealthy", unhealthy, 1);
            statuses = List.copyOf(statuses);
        }

        /**
         * Checks with the documented defaults.
         *
         * @param path what is asked for
         * @return the settings
         */
        public static Health of(String path) {
            return new Health(
                    path,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    2,
                    3,
                    List.of(new StatusRange(200, 399)));
        }
    }

    /**
     * Statuses from one to another, both included.
     *
     * @param first the lowest
     * @param last the highest
     */
    public record StatusRange(int first, int last) {
        /**
         * Whether a status lies within.
         *
         * @param status a status
         * @return true if it does
         */
        public boolean contains(int status) {
            return first <= status && status <= last;
        }
    }

    /**
     * Ejection by the traffic's own results.
     *
     * @param consecutive failures in a row that eject an endpoint
     * @param eject how long the first time; a multiple for each repetition, up to ten times
     * @param maxEjected the share of endpoints that may be out at a time; with more than one
     *     endpoint and a share above 0, one always may
     */
    public record Outlier(int consecutive, Duration eject, double maxEjected) {
        /** As documented for the configuration. */
        public static final Outlier DEFAULTS = new Outlier(5, Duration.ofSeconds(30), 0.5);

        public Outlier {
            Checks.atLeast("consecutive", consecutive, 1);
            Checks.positive("eject", eject);
            Checks.share("maxEjected", maxEjected);
        }
    }

    /**
     * What is tried again.
     *
     * @param attempts tries in all, 1 for no retry
     * @param on ways to fail that are worth another try
     * @param statuses statuses that are
     * @param methods methods that may be repeated although the endpoint may have acted
     * @param budget retries as a share of all requests, 0 to 1
     * @param backoff longest wait before the first retry; doubles with each further one. May be
     *     zero
     * @param maxBackoff no wait is longer
     */
    public record Retry(
            int attempts,
            Set<On> on,
            Set<Integer> statuses,
            Set<String> methods,
            double budget,
            Duration backoff,
            Duration maxBackoff) {
        /** As documented for the configuration. */
        public static final Retry DEFAULTS =
                new Retry(
                        2,
                        Set.of(On.CONNECT, On.RESET, On.TIMEOUT),
                        Set.of(502, 503, 504),
                        Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS"),
                        0.2,
                        Duration.ofMillis(25),
                        Duration.ofSeconds(1));

        /** Never tries again. */
        public static final Retry NEVER =
                new Retry(1, Set.of(), Set.of(), Set.of(), 0, Duration.ZERO, Duration.ZERO);

        public Retry {
            Checks.atLeast("attempts", attempts, 1);
            Checks.share("budget", budget);
            Checks.notNegative("backoff", backoff);
            Checks.notNegative("maxBackoff", maxBackoff);
            on = Set.copyOf(on);
            statuses = Set.copyOf(statuses);
            methods = Set.copyOf(methods);
        }

        /** Ways to fail without a reply. */
        public enum On {
            /** No connection could be made: nothing was sent. */
            CONNECT,
            /** The connection broke before the head of the reply. */
            RESET,
            /** The try's time was up. */
            TIMEOUT
        }
    }

    /**
     * The adaptive limit, and what happens above it.
     *
     * @param bounds of the limit
     * @param sharing who waits, and in which order
     */
    public record Concurrency(ConcurrencyConfig bounds, Sharing sharing) {
        /**
         * A limit above which calls are refused at once.
         *
         * @param min never fewer calls at a time, at least 1
         * @param max never more
         */
        public Concurrency(int min, int max) {
            this(new ConcurrencyConfig(min, max), Sharing.AT_ONCE);
        }
    }

    /** What keeps a client at one endpoint. */
    public sealed interface Sticky {}

    /**
     * A cookie that the service sets.
     *
     * @param name of the cookie
     * @param ttl how long it lives; null until the browser ends
     * @param secret keys its value; null for the one of the process
     */
    public record Cookie(String name, @Nullable Duration ttl, @Nullable Secret secret)
            implements Sticky {
        public Cookie {
            if (ttl != null) {
                Checks.positive("ttl", ttl);
            }
        }
    }

    /**
     * Requests with the same value go to the same endpoint.
     *
     * @param source of the expression
     */
    public record KeyedBy(String source) implements Sticky {}
}
