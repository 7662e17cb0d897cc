// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.AttemptPolicy;
import dev.martlet.core.Expressions;
import dev.martlet.core.GatewayListener;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What all services of the process share. None of it is closed by a service.
 *
 * @param transports makes the connections to an endpoint
 * @param resolver for endpoints found by DNS
 * @param tasks runs health checks and look-ups
 * @param expressions compiles the keys of ring-hash and sticky
 * @param attemptPolicies run around each try, inside of what the service itself measures
 * @param listener told of each try
 * @param nanoTime the clock, as {@link System#nanoTime}
 * @param wallClock for dates in Retry-After
 * @param random 64 random bits a call, from any thread
 * @param cookieSecret keys the values of sticky cookies: gateways that share it, and a gateway
 *     before and after a restart, understand each other's cookies
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ServiceRuntime(
        TransportFactory transports,
        Resolver resolver,
        BackgroundTasks tasks,
        Expressions expressions,
        List<AttemptPolicy> attemptPolicies,
        GatewayListener listener,
        LongSupplier nanoTime,
        InstantSource wallClock,
        LongSupplier random,
        byte[] cookieSecret) {
    public ServiceRuntime {
        attemptPolicies = List.copyOf(attemptPolicies);
        cookieSecret = cookieSecret.clone();
    }

    /**
     * A runtime on the real clock and the thread's own randomness.
     *
     * @param transports makes the connections to an endpoint
     * @param resolver for endpoints found by DNS
     * @param tasks runs health checks and look-ups
     * @param expressions compiles keys
     * @param listener told of each try
     * @param cookieSecret keys the values of sticky cookies
     * @return the runtime
     */
    public static ServiceRuntime of(
            TransportFactory transports,
            Resolver resolver,
            BackgroundTasks tasks,
            Expressions expressions,
            GatewayListener listener,
            byte[] cookieSecret) {
        return new ServiceRuntime(
                transports,
                resolver,
                tasks,
                expressions,
                List.of(),
                listener,
                System::nanoTime,
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextLong(),
                cookieSecret);
    }
}
