// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.openai.Golden;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAiResponsesGoldenTest {
    private final Golden golden = new Golden(new OpenAiResponses());

    static Stream<String> requests() {
        return Golden.names(OpenAiResponses.NAME, ".request.json");
    }

    static Stream<String> replies() {
        return Golden.names(OpenAiResponses.NAME, ".reply.json");
    }

    static Stream<String> streams() {
        return Golden.names(OpenAiResponses.NAME, ".stream.sse");
    }

    static Stream<String> errors() {
        return Golden.names(OpenAiResponses.NAME, ".error.json");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsReadAndWritten(String file) {
        golden.request(file);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyIsReadAndWritten(String file) {
        golden.reply(file);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamSaysTheSameWhereverItIsCut(String file) throws IOException {
        golden.stream(file);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatEndsTooEarlyIsNotWhole(String file) throws IOException {
        golden.truncated(file);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorIsReadAndWritten(String file) {
        golden.error(file);
    }
}
