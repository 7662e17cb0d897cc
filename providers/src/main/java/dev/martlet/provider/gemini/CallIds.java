// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids for calls that came without: this API ties results to calls by their order, too. */
final class CallIds {
    private static final int BYTES = 8;

    private CallIds() {}

    /** Where the call stands in a request; its result finds it by the same walk. */
    static String inRequest(int content, int part) {
        return "call_" + content + '_' + part;
    }

    /**
     * Differs from turn to turn, and is the same each time that the same reply is read.
     *
     * @param seed the reply's id, or all of it
     * @param number of the call within the reply
     */
    static String inReply(String seed, int number) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(seed.getBytes(StandardCharsets.UTF_8));
            return "call_" + HexFormat.of().formatHex(hash, 0, BYTES) + '_' + number;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
