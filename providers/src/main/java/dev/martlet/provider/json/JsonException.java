// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** A text is not the JSON that it should be. Its message holds nothing of the text itself. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonException(JacksonException cause) {
        super(describe(cause), cause);
    }

    JsonException(String message) {
        super(message);
    }

    /** The parser's own message quotes the text around the error, which may be a prompt. */
    private static String describe(JacksonException cause) {
        TokenStreamLocation at = cause.getLocation();
        return at == null
                ? "not valid JSON"
                : "not valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
