// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

/** Ids for calls whose provider gives none. */
final class CallIds {
    private CallIds() {}

    /** The reply's id makes it unique within the conversation. */
    static String made(String reply, int choice, int number) {
        var id = new StringBuilder("call_");
        for (int i = 0; i < reply.length(); i++) {
            char c = reply.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain) {
                id.append(c);
            }
        }
        return id.append('_').append(choice).append('_').append(number).toString();
    }
}
