// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where JSON values end, in one pass and without making anything of them. What it lets
 * through is cut at the same places by every reader: strings, brackets and what stands between are
 * checked, the order of tokens within a value is not.
 */
final class JsonScan {
    private static final int MAX_DEPTH = 512;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long ESCAPES = ONES * '\\';

    private JsonScan() {}

    static int whitespace(byte[] json, int from, int end) {
        int at = from;
        while (at < end && isSpace(json[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Where the value that begins at {@code from} ends. */
    static int value(byte[] json, int from, int end) {
        if (from == end) {
            throw bad(from);
        }
        return switch (json[from]) {
            case '"' -> string(json, from, end);
            case '{', '[' -> container(json, from, end);
            default -> scalar(json, from, end);
        };
    }

    /** Where the string that begins at {@code from} ends, behind its quote. */
    static int string(byte[] json, int from, int end) {
        int at = from + 1;
        while (true) {
            at = plain(json, at, end);
            if (at >= end) {
                throw bad(end);
            }
            byte b = json[at];
            if (b == '"') {
                return at + 1;
            }
            if (b != '\\' || at + 1 >= end) {
                throw bad(at);
            }
            at += 2;
        }
    }

    /** The first quote, backslash or control character; eight bytes at a time, for base64. */
    static int plain(byte[] json, int from, int end) {
        int at = from;
        while (at + Long.BYTES <= end) {
            long word = (long) LONGS.get(json, at);
            long quote = word ^ QUOTES;
            long escape = word ^ ESCAPES;
            long hit =
                    ((quote - ONES) & ~quote)
                            | ((escape - ONES) & ~escape)
                            | ((word - ONES * ' ') & ~word);
            if ((hit & HIGHS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < end && json[at] != '"' && json[at] != '\\' && (json[at] & 0xff) >= ' ') {
            at++;
        }
        return at;
    }

    /** Whether a byte is there. */
    static boolean has(byte wanted, byte[] bytes) {
        long pattern = ONES * wanted;
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            long same = (long) LONGS.get(bytes, at) ^ pattern;
            if (((same - ONES) & ~same & HIGHS) != 0) {
                return true;
            }
        }
        for (; at < bytes.length; at++) {
            if (bytes[at] == wanted) {
                return true;
            }
        }
        return false;
    }

    private static int container(byte[] json, int from, int end) {
        var isObject = new long[MAX_DEPTH / Long.SIZE];
        int depth = 0;
        int at = from;
        while (at < end) {
            byte b = json[at];
            switch (b) {
                case '"' -> at = string(json, at, end) - 1;
                case '{', '[' -> {
                    if (depth == MAX_DEPTH) {
                        throw new JsonException("more than " + MAX_DEPTH + " levels of nesting");
                    }
                    mark(isObject, depth, b == '{');
                    depth++;
                }
                case '}', ']' -> {
                    depth--;
                    if (marked(isObject, depth) != (b == '}')) {
                        throw bad(at);
                    }
                    if (depth == 0) {
                        return at + 1;
                    }
                }
                default -> {
                    if (b != ',' && b != ':' && !isSpace(b) && !isScalar(b)) {
                        throw bad(at);
                    }
                }
            }
            at++;
        }
        throw bad(end);
    }

    private static void mark(long[] bits, int index, boolean value) {
        long bit = 1L << index;
        int word = index / Long.SIZE;
        bits[word] = value ? bits[word] | bit : bits[word] & ~bit;
    }

    private static boolean marked(long[] bits, int index) {
        return (bits[index / Long.SIZE] & (1L << index)) != 0;
    }

    private static int scalar(byte[] json, int from, int end) {
        int at = from;
        while (at < end && isScalar(json[at])) {
            at++;
        }
        if (at == from) {
            throw bad(from);
        }
        return at;
    }

    /** Numbers, true, false, null. */
    private static boolean isScalar(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || b == '-'
                || b == '+'
                || b == '.'
                || b == 'E';
    }

    static JsonException bad(int at) {
        return new JsonException("not valid JSON at byte " + at);
    }
}
