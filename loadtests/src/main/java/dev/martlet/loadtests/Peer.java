// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.util.Optional;

/**
 * A proxy to measure. To add one is mostly to add a configuration file: see {@link ConfiguredPeer}.
 */
interface Peer {

    /** As in the table's first column and in {@code --only}. */
    String name();

    /** Why it cannot run here and what to do about it; empty if it can. */
    Optional<String> missing(Site site);

    /** True if it needs load before it is as fast as it gets. */
    boolean compilesWhileRunning();

    /** Starts it, without waiting until it answers. */
    RunningPeer start(Site site) throws IOException;
}
