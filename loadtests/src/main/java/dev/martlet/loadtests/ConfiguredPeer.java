// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A native proxy that one command starts with one configuration file.
 *
 * @param name also the folder of its templates
 * @param extension of its configuration files, with the dot
 * @param command what to run, with {@code @CONFIG@} where the file goes, {@code @FOLDER@} where the
 *     folder goes that holds it as {@code config}, and {@code @PORT@} where it is to listen
 * @param environment more variables
 * @param install how to get it
 */
record ConfiguredPeer(
        String name,
        String extension,
        List<String> command,
        Map<String, String> environment,
        String install)
        implements Peer {

    static final ConfiguredPeer NGINX =
            new ConfiguredPeer(
                    "nginx", ".conf", List.of("nginx", "-e", "stderr", "-c", "@CONFIG@"));
    static final ConfiguredPeer HAPROXY =
            new ConfiguredPeer("haproxy", ".cfg", List.of("haproxy", "-f", "@CONFIG@"));

    ConfiguredPeer(String name, String extension, List<String> command) {
        this(name, extension, command, Map.of(), "install " + command.getFirst());
    }

    @Override
    public Optional<String> missing(Site site) {
        if (!Files.exists(template(site))) {
            return Optional.of("no configuration for the scenario " + site.scenario().name());
        }
        return Executables.find(command.getFirst()).isPresent()
                ? Optional.empty()
                : Optional.of("not installed (to compare with it: " + install + ")");
    }

    @Override
    public boolean compilesWhileRunning() {
        return false;
    }

    @Override
    public RunningPeer start(Site site) throws IOException {
        int port = FreePort.next();
        Path folder = Files.createDirectories(site.work().resolve(name));
        Path config = folder.resolve("config" + extension);
        new Template(template(site)).write(config, site.values(port, 0));
        Process process = site.children().start(name, command(config, port), environment);
        return new RunningPeer(name, port, process.toHandle());
    }

    private List<String> command(Path config, int port) {
        String program = Executables.find(command.getFirst()).orElseThrow().toString();
        return command.stream()
                .map(word -> word.equals(command.getFirst()) ? program : word)
                .map(word -> word.replace("@CONFIG@", config.toString()))
                .map(word -> word.replace("@FOLDER@", config.resolveSibling("").toString()))
                .map(word -> word.replace("@PORT@", Integer.toString(port)))
                .toList();
    }

    private Path template(Site site) {
        return site.peers().resolve(name).resolve(site.scenario().name() + extension);
    }
}
