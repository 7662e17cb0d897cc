// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.Optional;

/**
 * The upstream as if it were a gateway.
 *
 * @param running already
 */
record DirectPeer(RunningPeer running) implements Peer {

    @Override
    public String name() {
        return CaseTables.DIRECT;
    }

    @Override
    public Optional<String> missing(Site site) {
        return Optional.empty();
    }

    @Override
    public boolean compilesWhileRunning() {
        return false;
    }

    @Override
    public RunningPeer start(Site site) {
        return running;
    }
}
