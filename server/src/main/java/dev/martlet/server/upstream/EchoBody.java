// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A body, read to its end in bounded memory.
 *
 * @param size in bytes
 * @param text the whole of it, or null if it is longer than {@link #MOST_TEXT} or no UTF-8
 * @param sha256 of all bytes, in hexadecimal
 */
record EchoBody(long size, @Nullable String text, String sha256) {
    static final int MOST_TEXT = 64 * 1024;

    static EchoBody read(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] start = in.readNBytes(MOST_TEXT + 1);
        digest.update(start);
        long size = start.length;
        if (start.length > MOST_TEXT) {
            byte[] buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        @Nullable String text = size > MOST_TEXT ? null : decode(start);
        return new EchoBody(size, text, HexFormat.of().formatHex(digest.digest()));
    }

    private static @Nullable String decode(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.chars().anyMatch(EchoBody::binary) ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean binary(int c) {
        return c < ' ' && c != '\n' && c != '\r' && c != '\t';
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing from the Java runtime", e);
        }
    }
}
