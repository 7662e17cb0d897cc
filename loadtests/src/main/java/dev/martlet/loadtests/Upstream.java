// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the cheapest upstream that this machine has: the same for all peers. */
record Upstream(Path peers, Path work, Children children, Optional<Path> nginx) {

    static final String NAME = "upstream";

    Path body(Scenario scenario) {
        return peers.resolve("upstream").resolve(scenario.body());
    }

    RunningPeer start(Scenario scenario) throws IOException {
        int port = FreePort.next();
        Class<?> program =
                switch (scenario.upstream()) {
                    case StreamServer.UPSTREAM -> StreamServer.class;
                    case SlowServer.UPSTREAM -> SlowServer.class;
                    default -> StaticServer.class;
                };
        List<String> command =
                nginx.isPresent() && program == StaticServer.class
                        ? List.of(
                                nginx.get().toString(),
                                "-e",
                                "stderr",
                                "-c",
                                config(scenario, port))
                        : List.of(
                                Executables.jdk("java"),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName(),
                                Integer.toString(port),
                                body(scenario).toString());
        return new RunningPeer(NAME, port, children.start(NAME, command).toHandle());
    }

    private String config(Scenario scenario, int port) throws IOException {
        Map<String, String> values = new HashMap<>();
        values.put("PORT", Integer.toString(port));
        values.put("WORK", work.toString());
        values.put("BODY", Files.readString(body(scenario)));
        return new Template(peers.resolve("upstream/" + scenario.upstream() + ".conf"))
                .write(work.resolve("upstream.conf"), values)
                .toString();
    }
}
