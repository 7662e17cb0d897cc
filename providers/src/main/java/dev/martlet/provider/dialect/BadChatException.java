// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

/** A message is not what its dialect allows. */
public final class BadChatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * A problem with one field.
     *
     * @param field its path, for example {@code messages[0].content}; empty for the whole
     * @param message what is wrong and what was expected, without the field and without quoting the
     *     message's content
     */
    public BadChatException(String field, String message) {
        super(field.isEmpty() ? message : field + ": " + message);
        this.field = field;
    }

    /**
     * The field at fault.
     *
     * @return its path, or empty
     */
    public String field() {
        return field;
    }
}
