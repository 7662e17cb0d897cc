// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.openairesponses.OpenAiResponses;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both of OpenAI's dialects against their recorded conversations. */
class OpenAiGoldenTest {
    static Stream<Arguments> requests() {
        return files(".request.json");
    }

    static Stream<Arguments> replies() {
        return files(".reply.json");
    }

    static Stream<Arguments> streams() {
        return files(".stream.sse");
    }

    static Stream<Arguments> errors() {
        return files(".error.json");
    }

    private static Stream<Arguments> files(String kind) {
        return Stream.of(new OpenAiChat(), new OpenAiResponses())
                .flatMap(dialect ->
                        Golden.names(dialect.name(), kind)
                                .map(file -> Arguments.argumentSet(file, dialect, file)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsReadAndWritten(Dialect dialect, String file) {
        new Golden(dialect).request(file);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyIsReadAndWritten(Dialect dialect, String file) {
        new Golden(dialect).reply(file);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamSaysTheSameWhereverItIsCut(Dialect dialect, String file) throws IOException {
        new Golden(dialect).stream(file);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatEndsTooEarlyIsNotWhole(Dialect dialect, String file) throws IOException {
        new Golden(dialect).truncated(file);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsReadAndWritten(Dialect dialect, String file) {
        new Golden(dialect).error(file);
    }
}
