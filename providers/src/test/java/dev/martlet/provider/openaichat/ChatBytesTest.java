// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.chat.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatBytesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"model\" : \"a\", \"x\":1.0 }|{ \"model\" : \"b\", \"x\":1.0 }",
                "{\"model\":\"a\",\"stream\":false}|{\"model\":\"b\",\"stream\":false}",
                "{\"stream\":true,\"model\":\"a\"}|{\"stream\":true,\"model\":\"b\",\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_obfuscation\": false}}|{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_obfuscation\": false,\"include_usage\":true}}",
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":null}|{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":false}}|{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            })
    void onlyTheModelAndTheOptionsOfAStreamChange(String came, String goes) {
        assertThat(new String(new ChatRequestBytes(bytes(came)).forProvider("b"), UTF_8))
                .isEqualTo(goes);
    }

    @Test
    void aRequestThatIsRightAlreadyIsNotCopied() {
        byte[] body =
                bytes(
                        "{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        var request = new ChatRequestBytes(body);
        assertThat(request.streamUsage()).isTrue();
        assertThat(request.forProvider("b")).isSameAs(body);
    }

    @Test
    void aChunkTellsWhatAccountingNeeds() {
        var chunk =
                new ChatChunkBytes(
                        bytes(
                                "{\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}],"
                                        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"));
        assertThat(chunk.model()).isEqualTo("m");
        assertThat(chunk.usage()).isEqualTo(new Usage(3, 2));
        assertThat(chunk.error()).isNull();
        assertThat(chunk.choices())
                .extracting(ChatChunkBytes::finishReason)
                .containsExactly("stop");
    }

    @Test
    void anErrorWithinAStreamIsFound() {
        var chunk = new ChatChunkBytes(bytes("{\"error\":{\"message\":\"x\",\"code\":429}}"));
        assertThat(chunk.error().kind()).isEqualTo(Kind.RATE_LIMITED);
    }

    @Test
    void usageThatWasNotAskedForIsTakenOut() {
        assertThat(without("{\"id\":1,\"choices\":[],\"usage\":{\"prompt_tokens\":3}}")).isNull();
        assertThat(without("{\"choices\":[{}],\"usage\":null}")).isEqualTo("{\"choices\":[{}]}");
        assertThat(without("{\"choices\":[{}], \"usage\":{\"a\":1},\"x\":2}"))
                .isEqualTo("{\"choices\":[{}],\"x\":2}");
        assertThat(without("{\"choices\":[],\"prompt_filter_results\":[]}"))
                .isEqualTo("{\"choices\":[],\"prompt_filter_results\":[]}");
    }

    private static String without(String chunk) {
        byte[] left = new ChatChunkBytes(bytes(chunk)).withoutUsage();
        return left == null ? null : new String(left, UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
