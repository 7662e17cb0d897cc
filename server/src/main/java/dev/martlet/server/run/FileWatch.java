// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Notices that files have changed by looking at them, twice a second. Looking instead of
 * subscribing, because a change may come by a rename, by an editor that writes a new file, by the
 * swap of a symbolic link two folders up (a Kubernetes ConfigMap), or over a network file system
 * that sends no events. A change is reported when two looks in a row saw the same content, so that
 * a file which is still being written is left alone.
 */
final class FileWatch implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(500);

    /**
     * More than any file that a configuration may name: a larger one is compared by size and time
     * alone.
     */
    private static final long MAX_HASHED = 16 << 20;

    private static final System.Logger LOG = System.getLogger(FileWatch.class.getName());

    private final Supplier<Set<Path>> files;
    private final Runnable onChange;
    private final Thread thread;
    private volatile Map<Path, String> known;

    /**
     * Starts watching.
     *
     * @param files what to watch; asked at each look, as a reload may change it
     * @param onChange what to do about a change; may block
     */
    FileWatch(Supplier<Set<Path>> files, Runnable onChange) {
        this.files = files;
        this.onChange = onChange;
        this.known = look();
        this.thread = Thread.ofVirtual().name("martlet-file-watch").start(this::run);
    }

    private void run() {
        Map<Path, String> last = known;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
            Map<Path, String> now = look();
            if (!now.equals(known) && now.equals(last)) {
                changed();
                now = look();
                known = now;
            }
            last = now;
        }
    }

    private void changed() {
        try {
            onChange.run();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a change of the configuration could not be handled",
                    e);
        }
    }

    private Map<Path, String> look() {
        Map<Path, String> seen = new TreeMap<>();
        for (Path file : files.get()) {
            seen.put(file, fingerprint(file));
        }
        return seen;
    }

    private static String fingerprint(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_HASHED) {
                return size + "@" + Files.getLastModifiedTime(file);
            }
            return digest(file);
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "SHA-256: missing (expected: in every Java runtime)", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
