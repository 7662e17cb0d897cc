// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.chat.Usage;
import org.junit.jupiter.api.Test;

class ResponseBytesTest {
    private static final String WHOLE =
            "{\"id\":\"resp_1\",\"status\":\"completed\",\"error\":null,\"model\":\"m\",\"output\":[],"
                    + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";

    @Test
    void aWholeResponseTellsWhatAccountingNeeds() {
        check(bytes(WHOLE));
        assertThat(bytes(WHOLE).type()).isNull();
    }

    @Test
    void soDoesTheLastEvent() {
        ResponseBytes last = bytes("{\"type\":\"response.completed\",\"response\":" + WHOLE + "}");
        check(last);
        assertThat(last.type()).isEqualTo("response.completed");
    }

    @Test
    void otherEventsTellNothing() {
        ResponseBytes delta = bytes("{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}");
        assertThat(delta.id()).isNull();
        assertThat(delta.status()).isNull();
        assertThat(delta.usage()).isNull();
        assertThat(delta.error()).isNull();
    }

    @Test
    void errorsAreFoundInAllTheirForms() {
        assertThat(
                        bytes(
                                        "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"x\"}")
                                .error()
                                .kind())
                .isEqualTo(Kind.RATE_LIMITED);
        assertThat(
                        bytes("{\"type\":\"error\",\"error\":{\"code\":\"insufficient_quota\"}}")
                                .error()
                                .kind())
                .isEqualTo(Kind.PAYMENT);
        assertThat(
                        bytes(
                                        "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
                                                + "\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}}")
                                .error()
                                .kind())
                .isEqualTo(Kind.SERVER);
    }

    private static void check(ResponseBytes response) {
        assertThat(response.id()).isEqualTo("resp_1");
        assertThat(response.model()).isEqualTo("m");
        assertThat(response.status()).isEqualTo("completed");
        assertThat(response.usage()).isEqualTo(new Usage(3, 2));
        assertThat(response.error()).isNull();
    }

    private static ResponseBytes bytes(String json) {
        return new ResponseBytes(json.getBytes(UTF_8));
    }
}
