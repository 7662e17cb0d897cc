// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a reply says about its usage while its bytes pass by: one member of the object, of
 * which vectors and images may be the rest. Keeps that member only.
 */
final class UsageScan {
    private static final Set<String> NAMES = Set.of("usage", "meta", "usageMetadata");

    /** In bytes: a usage that needs more is none. */
    private static final int LONGEST = 64 << 10;

    private static final int LONGEST_NAME = 32;

    private final ByteArrayOutputStream name = new ByteArrayOutputStream(LONGEST_NAME);
    private @Nullable ByteArrayOutputStream value;
    private @Nullable Usage usage;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean inValue;

    void read(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            next(bytes[i]);
        }
    }

    /** What was found, or null. */
    @Nullable Usage usage() {
        return usage;
    }

    private void next(byte b) {
        if (inString) {
            inString(b);
            return;
        }
        switch (b) {
            case '"' -> {
                inString = true;
                if (depth == 1 && !inValue) {
                    name.reset();
                }
                keep(b);
            }
            case '{', '[' -> {
                depth++;
                keep(b);
            }
            case '}', ']' -> {
                depth--;
                if (depth == 0) {
                    done();
                } else {
                    keep(b);
                }
            }
            case ':' -> colon(b);
            case ',' -> {
                if (depth == 1) {
                    done();
                } else {
                    keep(b);
                }
            }
            default -> keep(b);
        }
    }

    private void inString(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
        }
        if (depth == 1 && !inValue && inString && name.size() < LONGEST_NAME) {
            name.write(b);
        }
        keep(b);
    }

    private void colon(byte b) {
        if (depth != 1 || inValue) {
            keep(b);
            return;
        }
        inValue = true;
        if (NAMES.contains(name.toString(StandardCharsets.UTF_8))) {
            value = new ByteArrayOutputStream(256);
        }
    }

    private void keep(byte b) {
        if (value == null) {
            return;
        }
        if (value.size() == LONGEST) {
            value = null;
        } else {
            value.write(b);
        }
    }

    private void done() {
        inValue = false;
        if (value == null) {
            return;
        }
        try {
            @Nullable Usage found = RelayUsage.of(Json.readReply(value.toByteArray()));
            usage = found == null ? usage : found;
        } catch (JsonException e) {
            // The client gets it as it is; for the account it is none.
        }
        value = null;
    }
}
