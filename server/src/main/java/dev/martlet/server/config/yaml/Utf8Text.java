// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes strictly: a wrong byte or a control character is a problem with a place, never a
 * replacement character.
 */
final class Utf8Text {
    private Utf8Text() {}

    static String decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw problem(text, text.length(), "not UTF-8", "a file in UTF-8");
        }
        // A byte order mark is legal and says nothing.
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        refuseControls(body);
        return body;
    }

    private static void refuseControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < 0x20 && c != '\n' && c != '\r' && c != '\t';
            // 0x85 is a line break to YAML 1.1 readers only; U+FFFE and U+FFFF are no characters.
            if (control || (c >= 0x7f && c < 0xa0) || c >= 0xfffe) {
                String name = String.format("U+%04X", (int) c);
                throw problem(text, i, "the control character " + name + " is not allowed", null);
            }
        }
    }

    private static YamlProblem problem(
            String text,
            int at,
            String message,
            @org.jspecify.annotations.Nullable String expected) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new YamlProblem(line, at - start + 1, message, expected);
    }
}
