// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

/** Text that may be the value of a header (RFC 9110, section 5.5): names come from clients. */
final class HeaderText {
    private static final int LONGEST = 1_000;

    private HeaderText() {}

    static String of(String text) {
        var safe = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c < 127 ? c : '?');
        }
        return safe.toString();
    }
}
