// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;

/**
 * A started process that answers on a port of 127.0.0.1.
 *
 * @param name as of its peer, also of its log
 * @param port where it takes the scenario's traffic
 * @param process the root of its process tree
 */
record RunningPeer(String name, int port, ProcessHandle process) {

    /** What all of its processes have used so far. */
    ProcessSample sample() throws IOException {
        return ProcessSample.of(process);
    }
}
