// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.server.upstream.TransportSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells by their content whether files have changed. */
final class FileVersions {
    private FileVersions() {}

    /**
     * A text that is another one if the content of a file is; one dash for each file that is not
     * configured.
     */
    static String of(TransportSettings.Tls tls) {
        return digest(tls.ca()) + digest(tls.cert()) + digest(tls.key());
    }

    /** The same for a list of files. */
    static String of(List<Path> files) {
        var all = new StringBuilder();
        files.forEach(file -> all.append(digest(file)).append(' '));
        return all.toString();
    }

    /** A file that cannot be read is a problem that whoever uses it will name. */
    private static String digest(@Nullable Path file) {
        if (file == null) {
            return "-";
        }
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(sha256);
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing in this Java runtime", e);
        }
    }
}
