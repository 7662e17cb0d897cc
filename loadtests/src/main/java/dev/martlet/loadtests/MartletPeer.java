// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Martlet as built in a checkout.
 *
 * @param name of the row
 * @param root the checkout's folder
 * @param jvmFlags what follows the flags of the checkout's {@code jvm.options}
 * @param template of its configuration, in place of the scenario's own
 */
record MartletPeer(String name, Path root, List<String> jvmFlags, Optional<Path> template)
        implements Peer {

    static final String NAME = "martlet";

    @Override
    public Optional<String> missing(Site site) {
        if (!Files.exists(jar())) {
            return Optional.of("not built (" + jar() + " is missing: ./martlet builds it)");
        }
        return Files.exists(template(site))
                ? Optional.empty()
                : Optional.of("no configuration " + template(site));
    }

    @Override
    public boolean compilesWhileRunning() {
        return true;
    }

    @Override
    public RunningPeer start(Site site) throws IOException {
        int port = FreePort.next();
        return start(site, config(site, port, FreePort.next()), port);
    }

    /** Starts it with a configuration that the caller may go on to change. */
    RunningPeer start(Site site, MartletConfig config, int port) throws IOException {
        config.write(0);
        Process process = site.children().start(name, command(config.file()));
        return new RunningPeer(name, port, process.toHandle());
    }

    MartletConfig config(Site site, int port, int adminPort) {
        return new MartletConfig(
                new Template(template(site)),
                site.work().resolve(name + ".yaml"),
                site.values(port, adminPort));
    }

    private List<String> command(Path file) {
        List<String> command = new ArrayList<>();
        command.add(Executables.jdk("java"));
        command.addAll(JvmFlags.of(root));
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", jar().toString(), "run", "-c", file.toString()));
        return command;
    }

    private Path jar() {
        return root.resolve("server/target/martlet.jar");
    }

    private Path template(Site site) {
        return template.orElseGet(
                () -> site.peers().resolve("martlet/" + site.scenario().name() + ".yaml"));
    }
}
