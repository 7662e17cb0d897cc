// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads {@code file:/path} values: one trailing line break is dropped, for editors and {@code echo}
 * add it.
 */
final class SecretFiles {
    private static final int MAX_BYTES = 64 * 1024;

    private final Path folder;
    private final Set<Path> read;

    /** Relative paths start at the folder; each file that is named is added to {@code read}. */
    SecretFiles(Path folder, Set<Path> read) {
        this.folder = folder;
        this.read = read;
    }

    String read(String name) {
        try {
            Path file = folder.resolve(name).normalize();
            read.add(file);
            if (!Files.isRegularFile(file)) {
                boolean exists = Files.exists(file);
                throw new BadValue(
                        exists ? "this is no regular file" : "there is no such file",
                        "a readable file");
            }
            return text(file);
        } catch (InvalidPathException | IOException e) {
            // The reason may quote the path only, yet even that is not needed: it stands in the
            // document.
            throw new BadValue("the file of this secret cannot be read", "a readable file");
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new BadValue("the file of this secret is too large", "at most 64KiB");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.replaceFirst("\r?\n\\z", "");
        } catch (CharacterCodingException e) {
            throw new BadValue("the file of this secret is not text", "UTF-8");
        }
    }
}
