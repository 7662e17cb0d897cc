// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A {@code content_block_delta} that takes a block a few words further, as nearly every event of a
 * stream does: found in its bytes, at a fraction of what it costs to read all of it.
 */
final class PlainDelta {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] DELTA_EVENT = ascii("content_block_delta");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] DELTA = ascii("delta");

    /** What the delta says. */
    enum Kind {
        TEXT,
        THINKING,
        INPUT
    }

    /** The kinds, and in the same order their types and members. */
    private static final Kind[] KINDS = {Kind.TEXT, Kind.THINKING, Kind.INPUT};

    private static final byte[][] TYPES = {
        ascii("text_delta"), ascii("thinking_delta"), ascii("input_json_delta")
    };
    private static final byte[][] MEMBERS = {
        ascii("text"), ascii("thinking"), ascii("partial_json")
    };

    private final JsonCursor in;
    private int index;
    private @Nullable Kind kind;
    private @Nullable Kind told;
    private String text = "";

    private PlainDelta(JsonCursor in) {
        this.in = in;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Looks at an event.
     *
     * @return null if there may be more in it than this class knows, or something else
     */
    static @Nullable PlainDelta in(byte[] json) {
        var in = new JsonCursor(json);
        var delta = new PlainDelta(in);
        delta.read();
        return in.done() ? delta : null;
    }

    /** The number of the block. */
    int index() {
        return index;
    }

    /** What the text is. */
    Kind kind() {
        return kind == null ? Kind.TEXT : kind;
    }

    /** What is said. */
    String text() {
        return text;
    }

    private void read() {
        boolean typed = false;
        boolean numbered = false;
        boolean said = false;
        in.object();
        while (in.member()) {
            if (in.is(TYPE)) {
                must(!typed && in.isText(DELTA_EVENT));
                typed = true;
            } else if (in.is(INDEX)) {
                must(!numbered);
                numbered = true;
                index = in.small();
            } else if (in.is(DELTA)) {
                must(!said);
                said = true;
                delta();
            } else {
                in.skip();
            }
        }
        must(typed && numbered && said);
    }

    private void delta() {
        in.object();
        while (in.member()) {
            if (in.is(TYPE)) {
                must(kind == null);
                kind = kindOfType();
            } else {
                must(told == null);
                told = kindOfMember();
                String read = in.text();
                text = read == null ? "" : read;
            }
        }
        must(kind != null && kind == told);
    }

    private @Nullable Kind kindOfType() {
        for (int i = 0; i < TYPES.length; i++) {
            if (in.isText(TYPES[i])) {
                return KINDS[i];
            }
        }
        in.giveUp();
        return null;
    }

    private @Nullable Kind kindOfMember() {
        for (int i = 0; i < MEMBERS.length; i++) {
            if (in.is(MEMBERS[i])) {
                return KINDS[i];
            }
        }
        in.giveUp();
        return null;
    }

    /** Of a member that comes twice, readers may take the one or the other. */
    private void must(boolean plain) {
        if (!plain) {
            in.giveUp();
        }
    }
}
