// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Ids of tool calls as this API takes them: letters, digits, {@code _} and {@code -}. Others are
 * changed, the same way each time, so that the call and its result still meet.
 */
final class ToolIds {
    private static final int LENGTH = 64;
    private static final int HASH_BYTES = 8;
    private static final Pattern GOOD = Pattern.compile("[a-zA-Z0-9_-]{1," + LENGTH + "}");
    private static final Pattern BAD = Pattern.compile("[^a-zA-Z0-9_-]");

    private ToolIds() {}

    static String clean(String id) {
        if (GOOD.matcher(id).matches()) {
            return id;
        }
        String hash = HexFormat.of().formatHex(sha256(id), 0, HASH_BYTES);
        String readable = BAD.matcher(id).replaceAll("_");
        int room = LENGTH - hash.length() - 1;
        return readable.substring(0, Math.min(room, readable.length())) + '_' + hash;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
