// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every scenario understands. */
final class CommonOptions {

    @Option(
            names = "--seconds",
            defaultValue = "8",
            description = "length of one measurement (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warmup",
            defaultValue = "20",
            description = "seconds of load before a JVM is measured (default: ${DEFAULT-VALUE})")
    private int warmup;

    @Option(
            names = "--martlet-jvm",
            paramLabel = "FLAGS",
            description = "more JVM flags for Martlet; give it again for another row")
    private List<String> martletJvm = new ArrayList<>();

    @Option(
            names = "--also",
            paramLabel = "NAME=DIR",
            description = "another built checkout of Martlet as a further row")
    private Map<String, Path> also = new LinkedHashMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "another configuration for Martlet")
    private @Nullable Path config;

    @Option(names = "--out", paramLabel = "DIR", description = "where results and logs go")
    private @Nullable Path out;

    Duration seconds() {
        return positive("--seconds", seconds);
    }

    Duration warmup() {
        return positive("--warmup", warmup);
    }

    List<String> martletJvm() {
        return List.copyOf(martletJvm);
    }

    List<Peer> peers() {
        return Catalogue.peers(root(), martletJvm, also, Optional.ofNullable(config));
    }

    Path peersFolder() {
        return root().resolve("loadtests/peers");
    }

    /** The checkout that is measured; the script says where it is. */
    Path root() {
        return Path.of(System.getProperty("martlet.root", "")).toAbsolutePath().normalize();
    }

    /** A folder of its own for each run. */
    Path out(String scenario, long millis) {
        return Optional.ofNullable(out)
                .orElseGet(
                        () -> root().resolve("loadtests/target/bench/" + scenario + "-" + millis))
                .toAbsolutePath();
    }

    private static Duration positive(String name, int seconds) {
        if (seconds < 1 || seconds > 3600) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + seconds
                            + " (expected: a whole number of seconds from 1 to 3600)");
        }
        return Duration.ofSeconds(seconds);
    }
}
