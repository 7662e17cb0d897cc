// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Ids of calls: made where a provider gives none, and cut to what OpenAI takes. */
public final class CallIds {
    /** Characters that openai-chat takes at most. */
    public static final int CHAT = 40;

    /** Characters that openai-responses takes at most. */
    public static final int RESPONSES = 64;

    /** Of the reply's id, from the end, where ids differ. */
    private static final int KEPT = 20;

    private CallIds() {}

    /**
     * An id for a call that has none. The reply's id makes it unique within the conversation.
     *
     * @param reply the reply's id
     * @param choice which answer
     * @param number of the call within it
     * @return at most {@link #CHAT} characters
     */
    public static String made(String reply, int choice, int number) {
        var plain = new StringBuilder();
        for (int i = reply.length() - 1; i >= 0 && plain.length() < KEPT; i--) {
            char c = reply.charAt(i);
            if (c < 128 && Character.isLetterOrDigit(c)) {
                plain.append(c);
            }
        }
        return "call_" + plain.reverse() + '_' + choice + '_' + number;
    }

    /**
     * The id that stands for one that is too long; the same for the call and for its result.
     *
     * @param id of any dialect
     * @param max characters
     * @return the id itself if it fits
     */
    public static String fit(String id, int max) {
        if (id.length() <= max) {
            return id;
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(id.getBytes(StandardCharsets.UTF_8));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            return "call_" + text.substring(0, CHAT - "call_".length());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: in every JDK)", e);
        }
    }
}
