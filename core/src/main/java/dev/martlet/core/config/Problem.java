// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration. No part of it ever contains a secret.
 *
 * @param file the file as the user named it
 * @param line counted from 1; 0 if the whole file is meant
 * @param column counted from 1; 0 if the whole line is meant
 * @param path where in the document: {@code routes[3].match.path}; empty for the document itself
 * @param message what is wrong
 * @param expected what would have been right
 * @param nearest the known name that looks most like the given one
 */
public record Problem(
        String file,
        int line,
        int column,
        String path,
        String message,
        @Nullable String expected,
        @Nullable String nearest) {

    /** {@code file:line:col: path: message (expected: …; did you mean …?)}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(file);
        if (line > 0) {
            out.append(':').append(line);
        }
        if (line > 0 && column > 0) {
            out.append(':').append(column);
        }
        out.append(": ");
        if (!path.isEmpty()) {
            out.append(path).append(": ");
        }
        out.append(message);
        if (expected != null || nearest != null) {
            out.append(" (");
            out.append(expected == null ? "" : "expected: " + expected);
            out.append(expected == null || nearest == null ? "" : "; ");
            out.append(nearest == null ? "" : "did you mean " + nearest + "?");
            out.append(')');
        }
        return out.toString();
    }
}
