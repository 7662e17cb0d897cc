// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** Ids of tool calls: 1 to 64 of letters, digits, {@code _} and {@code -}. */
final class CallIds {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int KEPT = 55;

    private CallIds() {}

    /** The id, or one made of it: the same for the same, another one for another. */
    static String valid(String id) {
        if (VALID.matcher(id).matches()) {
            return id;
        }
        var crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        String clean = id.replaceAll("[^A-Za-z0-9_-]", "_");
        String head = clean.length() > KEPT ? clean.substring(0, KEPT) : clean;
        return head + '_' + String.format("%08x", crc.getValue());
    }
}
