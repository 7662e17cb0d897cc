// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a peer runs.
 *
 * @param scenario the traffic to come
 * @param peers the folder of configuration templates
 * @param work a folder of this run that the peer may write to
 * @param upstreamPort what to proxy to, on 127.0.0.1
 * @param children starts its processes and ends them with the run
 */
record Site(Scenario scenario, Path peers, Path work, int upstreamPort, Children children) {

    /** The values of every template: what a peer listens on and what it proxies to. */
    Map<String, String> values(int port, int adminPort) {
        return Map.of(
                "PORT", Integer.toString(port),
                "ADMIN_PORT", Integer.toString(adminPort),
                "UPSTREAM_PORT", Integer.toString(upstreamPort),
                "WORK", work.toString());
    }
}
