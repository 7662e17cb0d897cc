// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A native proxy that one command starts with one configuration file.
 *
 * @param name also the folder of its templates
 * @param extension of its configuration files, with the dot
 * @param command what to run, with {@code @CONFIG@} where the file goes
 */
record ConfiguredPeer(String name, String extension, List<String> command) implements Peer {

    static final ConfiguredPeer NGINX =
            new ConfiguredPeer(
                    "nginx", ".conf", List.of("nginx", "-e", "stderr", "-c", "@CONFIG@"));
    static final ConfiguredPeer HAPROXY =
            new ConfiguredPeer("haproxy", ".cfg", List.of("haproxy", "-f", "@CONFIG@"));

    @Override
    public Optional<String> missing(Site site) {
        if (!Files.exists(template(site))) {
            return Optional.of("no configuration for the scenario " + site.scenario().name());
        }
        return Executables.find(command.getFirst()).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "not installed (install " + command.getFirst() + " to compare with it)");
    }

    @Override
    public boolean compilesWhileRunning() {
        return false;
    }

    @Override
    public RunningPeer start(Site site) throws IOException {
        int port = FreePort.next();
        Path config = site.work().resolve(name + extension);
        new Template(template(site)).write(config, site.values(port, 0));
        Process process = site.children().start(name, command(config));
        return new RunningPeer(name, port, process.toHandle());
    }

    private List<String> command(Path config) {
        String program = Executables.find(command.getFirst()).orElseThrow().toString();
        return command.stream()
                .map(word -> word.equals(command.getFirst()) ? program : word)
                .map(word -> word.replace("@CONFIG@", config.toString()))
                .toList();
    }

    private Path template(Site site) {
        return site.peers().resolve(name).resolve(site.scenario().name() + extension);
    }
}
