// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that takes one answer a few words further and says nothing else, as nearly every chunk of
 * a stream does: found in its bytes, at a fraction of what it costs to read all of it.
 */
final class PlainChunk {
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] X_GROQ = ascii("x_groq");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] LOGPROBS = ascii("logprobs");
    private static final byte[] FINISH = ascii("finish_reason");
    private static final byte[] ROLE = ascii("role");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] THOUGHT = ascii("reasoning_content");

    private final JsonCursor in;
    private int choice;
    private @Nullable String text;
    private @Nullable String thought;

    private PlainChunk(JsonCursor in) {
        this.in = in;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Looks at a chunk.
     *
     * @return null if there may be more in it than this class knows, or something else
     */
    static @Nullable PlainChunk in(byte[] json) {
        var in = new JsonCursor(json);
        var chunk = new PlainChunk(in);
        chunk.read();
        return in.done() ? chunk : null;
    }

    /** The number of the answer. */
    int choice() {
        return choice;
    }

    /** What it says; null for nothing. */
    @Nullable String text() {
        return text;
    }

    /** What it thinks; null for nothing. */
    @Nullable String thought() {
        return thought;
    }

    private void read() {
        boolean chosen = false;
        in.object();
        while (in.member()) {
            if (in.is(CHOICES)) {
                once(chosen);
                chosen = true;
                choices();
            } else if (in.is(USAGE) || in.is(ERROR) || in.is(X_GROQ)) {
                nothing();
            } else {
                in.skip();
            }
        }
        must(chosen);
    }

    private void choices() {
        in.array();
        must(in.element());
        answer();
        must(!in.element());
    }

    private void answer() {
        boolean numbered = false;
        boolean said = false;
        in.object();
        while (in.member()) {
            if (in.is(INDEX)) {
                once(numbered);
                numbered = true;
                choice = in.small();
            } else if (in.is(DELTA)) {
                once(said);
                said = true;
                delta();
            } else if (in.is(LOGPROBS) || in.is(FINISH)) {
                nothing();
            } else {
                in.skip();
            }
        }
    }

    private void delta() {
        boolean says = false;
        boolean thinks = false;
        in.object();
        while (in.member()) {
            if (in.is(CONTENT)) {
                once(says);
                says = true;
                text = in.isNull() ? null : in.text();
            } else if (in.is(THOUGHT)) {
                once(thinks);
                thinks = true;
                thought = in.isNull() ? null : in.text();
            } else if (in.is(ROLE)) {
                in.skip();
            } else {
                nothing();
            }
        }
    }

    /** Of a member that comes twice, readers may take the one or the other. */
    private void once(boolean before) {
        must(!before);
    }

    private void nothing() {
        must(in.isNull());
    }

    private void must(boolean plain) {
        if (!plain) {
            in.giveUp();
        }
    }
}
