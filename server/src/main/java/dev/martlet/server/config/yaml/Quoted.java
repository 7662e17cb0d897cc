// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

/** Shows a piece of the user's text in a message: in quotes, on one line, shortened. */
public final class Quoted {
    private static final int MAX = 60;

    private Quoted() {}

    public static String of(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX ? '"' + line + '"' : '"' + line.substring(0, MAX) + "…\"";
    }
}
