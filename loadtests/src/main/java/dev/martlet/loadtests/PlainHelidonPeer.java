// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link PlainHelidonProxy}: what Helidon costs before Martlet adds anything, with Martlet's JVM
 * flags.
 */
record PlainHelidonPeer(Path root) implements Peer {

    @Override
    public String name() {
        return "plain-helidon";
    }

    @Override
    public Optional<String> missing(Site site) {
        return site.scenario().equals(Scenario.HTTP)
                ? Optional.empty()
                : Optional.of("it proxies plain HTTP only");
    }

    @Override
    public boolean compilesWhileRunning() {
        return true;
    }

    @Override
    public RunningPeer start(Site site) throws IOException {
        int port = FreePort.next();
        Process process = site.children().start(name(), command(port, site.upstreamPort()));
        return new RunningPeer(name(), port, process.toHandle());
    }

    private List<String> command(int port, int upstreamPort) {
        List<String> command = new ArrayList<>();
        command.add(Executables.jdk("java"));
        command.addAll(JvmFlags.of(root));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(PlainHelidonProxy.class.getName());
        command.add(Integer.toString(port));
        command.add(Integer.toString(upstreamPort));
        return command;
    }
}
