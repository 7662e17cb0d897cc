// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the field {@code model} in a multipart form (RFC 7578) while its bytes pass by, wherever it
 * stands, and whether it comes twice: two readers of such a form may see two different models.
 */
final class FormScan {
    /** In bytes, of one part. */
    private static final int MOST_FIELDS = 16 << 10;

    private static final int LONGEST_MODEL = 600;

    private static final Pattern NAME =
            Pattern.compile(
                    "(?im)^content-disposition:[ \\t]*form-data\\b.*;[ \\t]*name=(?:\"([^\"]*)\"|([^;\\s]*))");

    private final byte[] delimiter;
    private final int[] fallback;
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream value = new ByteArrayOutputStream(64);

    private State state = State.CONTENT;
    private long position;
    private long first = -1;
    private long start = -1;
    private long end = -1;
    private boolean inModel;

    /** The first delimiter may stand without the line end before it. */
    private int matched = 2;

    private enum State {
        CONTENT,
        AFTER_DELIMITER,
        FIELDS,
        OVER
    }

    FormScan(String boundary) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.fallback = fallback(delimiter);
    }

    /** Where to go on after a mismatch (Knuth, Morris and Pratt). */
    private static int[] fallback(byte[] pattern) {
        int[] table = new int[pattern.length + 1];
        int length = 0;
        for (int i = 1; i < pattern.length; i++) {
            while (length > 0 && pattern[i] != pattern[length]) {
                length = table[length];
            }
            if (pattern[i] == pattern[length]) {
                length++;
            }
            table[i + 1] = length;
        }
        return table;
    }

    /**
     * Takes in more.
     *
     * @throws IllegalArgumentException if it is no form, or names a model twice
     */
    void read(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            position++;
            switch (state) {
                case CONTENT -> content(bytes[i]);
                case AFTER_DELIMITER -> afterDelimiter(bytes[i]);
                case FIELDS -> fields(bytes[i]);
                case OVER -> {}
            }
        }
    }

    private void content(byte b) {
        if (inModel) {
            value.write(b);
            if (value.size() > LONGEST_MODEL + delimiter.length) {
                throw new IllegalArgumentException("model: too long");
            }
        }
        while (matched > 0 && b != delimiter[matched]) {
            matched = fallback[matched];
        }
        if (b == delimiter[matched]) {
            matched++;
        }
        if (matched < delimiter.length) {
            return;
        }
        matched = 0;
        state = State.AFTER_DELIMITER;
        fields.reset();
        if (first < 0) {
            first = Math.max(0, position - delimiter.length);
        }
        if (inModel) {
            inModel = false;
            end = position - delimiter.length;
        }
    }

    /** Two dashes end the form; else there is a line end, maybe after spaces. */
    private void afterDelimiter(byte b) {
        if (b == '-' && fields.size() == 0) {
            fields.write(b);
        } else if (b == '-' && fields.size() == 1) {
            state = State.OVER;
        } else if (b == '\n') {
            state = State.FIELDS;
            fields.reset();
        } else if (b != '\r' && b != ' ' && b != '\t') {
            throw new IllegalArgumentException("the form's delimiter is followed by text");
        }
    }

    private void fields(byte b) {
        fields.write(b);
        if (fields.size() > MOST_FIELDS) {
            throw new IllegalArgumentException("a part's header is too large");
        }
        if (b != '\n' || !ends()) {
            return;
        }
        state = State.CONTENT;
        Matcher name = NAME.matcher(fields.toString(StandardCharsets.UTF_8));
        if (name.find() && "model".equals(name.group(1) != null ? name.group(1) : name.group(2))) {
            if (start >= 0) {
                throw new IllegalArgumentException("model comes twice");
            }
            inModel = true;
            start = position;
        }
    }

    /** At an empty line: the last two line ends follow one another, or there is but one. */
    private boolean ends() {
        String text = fields.toString(StandardCharsets.ISO_8859_1);
        return text.equals("\r\n")
                || text.equals("\n")
                || text.endsWith("\r\n\r\n")
                || text.endsWith("\n\n");
    }

    /** Whether the field was found, with its end. */
    boolean found() {
        return end >= 0;
    }

    /** Whether the form has ended. */
    boolean over() {
        return state == State.OVER;
    }

    String model() {
        byte[] bytes = value.toByteArray();
        return new String(bytes, 0, (int) (end - start), StandardCharsets.UTF_8).strip();
    }

    /** Where the field's content begins. */
    long start() {
        return start;
    }

    /** Where the field's content ends. */
    long end() {
        return end;
    }

    /** Where the first delimiter begins; -1 if none was seen. */
    long first() {
        return first;
    }
}
