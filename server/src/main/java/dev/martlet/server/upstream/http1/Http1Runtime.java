// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.server.http1.BufferPool;
import dev.martlet.server.http1.HeadLimits;
import dev.martlet.server.io.Watchdog;
import java.util.concurrent.Executor;

/**
 * What all transports of the process share.
 *
 * @param watchdog ends what takes too long; its clock is the transports' clock
 * @param threads starts virtual threads: for uploads that need one of their own, and for look-ups
 * @param buffers of 16 KiB or so
 * @param limits of the heads of replies
 */
public record Http1Runtime(
        Watchdog watchdog, Executor threads, BufferPool buffers, HeadLimits limits) {}
