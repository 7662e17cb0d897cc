// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.StateException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** Where the file is, how it is opened, and what is said if it cannot be. */
final class StoreFile {
    private static final String NAME = "martlet.state";

    /** Memory for pages that have been read, in MiB. */
    private static final int CACHE = 16;

    /** Below this share of live data the file is rewritten bit by bit. */
    private static final int FILL_RATE = 50;

    private static final int REWRITTEN_AT_ONCE = 4 << 20;
    private static final long TIDY_EVERY = TimeUnit.SECONDS.toNanos(30);

    private final @Nullable Path folder;
    private final @Nullable Path path;
    private final String scheme;
    private long tidied = System.nanoTime();

    /**
     * @param scheme of H2's file systems, for tests; empty for the disk
     */
    StoreFile(Path folder, String scheme) {
        this.folder = folder;
        this.path = folder.resolve(NAME);
        this.scheme = scheme;
    }

    private StoreFile() {
        this.folder = null;
        this.path = null;
        this.scheme = "";
    }

    /** No file: what is kept is lost with the process. */
    static StoreFile none() {
        return new StoreFile();
    }

    boolean exists() {
        return path != null && Files.exists(path);
    }

    Opened open() {
        // Only the store's thread writes, so that only it can meet a failure of the disk.
        var builder = new MVStore.Builder().autoCommitDisabled().autoCommitBufferSize(0);
        if (folder != null && path != null) {
            makeFolder(folder);
            builder.fileName(scheme + path).cacheSize(CACHE);
            if (exists() && !Files.isWritable(path)) {
                builder.readOnly();
            }
        }
        MVStore store;
        try {
            store = builder.open();
        } catch (MVStoreException e) {
            throw new StateException(failed("opened", e), e);
        }
        try {
            var opened = new Opened(store);
            opened.checkFormat(toString());
            return opened;
        } catch (MVStoreException e) {
            store.closeImmediately();
            throw new StateException(failed("read", e), e);
        } catch (StateException e) {
            store.closeImmediately();
            throw e;
        }
    }

    private static void makeFolder(Path folder) {
        try {
            if (Files.getFileStore(existing(folder)).supportsFileAttributeView("posix")) {
                // Objects say how a gateway is built; that is not for other users of the machine.
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            String why =
                    switch (e) {
                        case AccessDeniedException denied -> "permission denied";
                        case FileAlreadyExistsException exists -> "it is a file";
                        default -> String.valueOf(e.getMessage());
                    };
            throw new StateException(
                    "state.path: "
                            + folder
                            + " cannot be made: "
                            + why
                            + " (expected: a folder that Martlet may write)",
                    e);
        }
    }

    private static Path existing(Path folder) {
        Path one = folder.toAbsolutePath();
        while (!Files.exists(one) && one.getParent() != null) {
            one = one.getParent();
        }
        return one;
    }

    /** What to tell an operator. */
    String failed(String what, MVStoreException e) {
        String problem =
                switch (e.getErrorCode()) {
                    case DataUtils.ERROR_FILE_LOCKED ->
                            " is used by another process (expected: a folder of its own for each gateway;"
                                    + " several that share their state need kind: redis)";
                    case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                            " is damaged, or no file of Martlet (expected: the file as it was; put a backup in"
                                    + " its place, or move it away to begin anew)";
                    case DataUtils.ERROR_WRITING_FAILED ->
                            " cannot be written: "
                                    + cause(e)
                                    + " (expected: a disk that is not full, and the right to write)";
                    default ->
                            " cannot be "
                                    + what
                                    + ": "
                                    + cause(e)
                                    + " (expected: a file that Martlet may read and write)";
                };
        return "state.path: " + this + problem;
    }

    String readOnly() {
        return "state.path: " + this + " is read-only (expected: the right to write)";
    }

    private static String cause(MVStoreException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }

    /** Gives space back that holds nothing any more. */
    void tidy(MVStore store) {
        if (path == null || store.isReadOnly() || System.nanoTime() - tidied < TIDY_EVERY) {
            return;
        }
        tidied = System.nanoTime();
        store.compact(FILL_RATE, REWRITTEN_AT_ONCE);
    }

    @Override
    public String toString() {
        return path == null ? "memory" : path.toString();
    }
}
