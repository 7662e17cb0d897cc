// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The client libraries of one language in the locked versions, installed once into the user's
 * cache. Where the language or the network is missing, tests are skipped; in CI they fail.
 */
enum Packages {
    NODE("node", "package-lock.json", "node --version"),
    PYTHON("python", "requirements.txt", "python3 -m pip --version");

    private static final long INSTALL_SECONDS = 300;

    private final String folder;
    private final String lock;
    private final String probe;

    Packages(String folder, String lock, String probe) {
        this.folder = folder;
        this.lock = lock;
        this.probe = probe;
    }

    /** What runs a script. */
    ProcessBuilder command(String script) throws IOException, InterruptedException {
        Path scripts = scripts();
        Path installed = installed();
        if (this == PYTHON) {
            return new ProcessBuilder("python3", "-B", script).directory(scripts.toFile());
        }
        // Node looks for packages beside the script and nowhere else.
        Path link = scripts.resolve("node_modules");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, installed.resolve("node_modules"));
        return new ProcessBuilder("node", script).directory(scripts.toFile());
    }

    /** What scripts need besides. */
    Map<String, String> environment() throws IOException, InterruptedException {
        return this == NODE
                ? Map.of()
                : Map.of(
                        "PYTHONPATH",
                        installed().resolve("packages").toString(),
                        "PYTHONUTF8",
                        "1");
    }

    private Path scripts() {
        try {
            URI uri = Packages.class.getResource("/interop/" + folder + "/" + lock).toURI();
            return Path.of(uri).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path installed() throws IOException, InterruptedException {
        String versions = run(List.of(probe.split(" ", -1)), Path.of("."));
        byte[] locked = Files.readAllBytes(scripts().resolve(lock));
        Path target = cache().resolve(folder + "-" + hash(versions, locked));
        Files.createDirectories(target);
        Path complete = target.resolve("complete");
        // Another build may install the same at the same time.
        try (FileChannel channel =
                        FileChannel.open(
                                target.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.exists(complete)) {
                install(target);
                Files.createFile(complete);
            }
        }
        return target;
    }

    private void install(Path target) throws IOException, InterruptedException {
        Path source = scripts();
        if (this == PYTHON) {
            List<String> pip =
                    List.of(
                            "python3",
                            "-m",
                            "pip",
                            "install",
                            "-q",
                            "--disable-pip-version-check",
                            "--no-deps",
                            "--only-binary=:all:",
                            "--upgrade",
                            "--target",
                            target.resolve("packages").toString(),
                            "-r",
                            source.resolve(lock).toString());
            run(pip, source);
            return;
        }
        for (String file : List.of("package.json", lock)) {
            Files.write(target.resolve(file), Files.readAllBytes(source.resolve(file)));
        }
        run(
                List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"),
                target);
    }

    private static Path cache() {
        String home = System.getenv("XDG_CACHE_HOME");
        Path caches =
                home == null || home.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(home);
        return caches.resolve("martlet-interop");
    }

    private static String hash(String versions, byte[] locked) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(versions.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(locked), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a command that has to succeed; returns what it prints. */
    private static String run(List<String> command, Path folder)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("interop", ".txt");
        try {
            Process process =
                    new ProcessBuilder(new ArrayList<>(command))
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            if (!ended || process.exitValue() != 0) {
                return missing(String.join(" ", command), Files.readString(output, UTF_8));
            }
            return Files.readString(output, UTF_8);
        } catch (IOException e) {
            return missing(String.join(" ", command), e.getMessage());
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String missing(String command, String why) {
        String message =
                command
                        + ": failed (expected: Node 20 or later, Python 3.10 or later with pip, "
                        + "and a network, or packages installed before): "
                        + why;
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        return abort(message);
    }
}
