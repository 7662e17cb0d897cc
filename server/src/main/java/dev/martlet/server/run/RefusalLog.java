// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.server.connection.RefusalListener;
import java.net.InetAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One log line for each client that was refused before it had made a request, at most {@link
 * #PER_SECOND} a second: an attack must not fill the disk, nor hide what fails on our side.
 */
final class RefusalLog implements RefusalListener {
    static final int PER_SECOND = 10;

    private static final System.Logger LOG = System.getLogger("dev.martlet.refusals");

    private final LogRate rate;

    RefusalLog(LongSupplier nanoTime) {
        this.rate =
                new LogRate(
                        PER_SECOND,
                        nanoTime,
                        suppressed ->
                                LOG.log(
                                        System.Logger.Level.INFO,
                                        "{0} more refusals were not logged",
                                        String.valueOf(suppressed)));
    }

    @Override
    public void refused(String reason, @Nullable InetAddress address, @Nullable String detail) {
        if (rate.mayLog()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "refused {0} client={1}{2}",
                    reason,
                    address == null ? "-" : address.getHostAddress(),
                    detail == null ? "" : " " + oneLine(detail));
        }
    }

    /** Some of it may come from the client: nobody is to forge lines of a log. */
    private static String oneLine(String detail) {
        return detail.replaceAll("\\p{Cntrl}", "?");
    }
}
