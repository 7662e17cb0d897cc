// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.MissingNode;

class BedrockErrorsTest {
    private static final BedrockConverse DIALECT = new BedrockConverse();

    @ParameterizedTest
    @CsvSource({
        "429, ThrottlingException:http://internal.amazon.com/coral/, Too many requests, RATE_LIMITED",
        "400, ValidationException, Input is too long for requested model., CONTEXT_LENGTH",
        "400, ValidationException, 'prompt is too long: 9 tokens > 8 maximum', CONTEXT_LENGTH",
        "400, ValidationException, This model does not support assistant message prefill, PREFILL_REJECTED",
        "400, ValidationException, The provided model identifier is invalid., NOT_FOUND",
        "400, ValidationException, Malformed input request, BAD_REQUEST",
        "403, AccessDeniedException, You don't have access to the model, CREDENTIALS",
        "403, UnrecognizedClientException, The security token is invalid, CREDENTIALS",
        "403, , The request signature does not match, CREDENTIALS",
        "404, ResourceNotFoundException, Could not resolve, NOT_FOUND",
        "400, ServiceQuotaExceededException, quota, RATE_LIMITED",
        "429, ModelNotReadyException, not ready, OVERLOADED",
        "503, ServiceUnavailableException, busy, OVERLOADED",
        "408, ModelTimeoutException, slow, TIMEOUT",
        "424, ModelErrorException, broke, SERVER",
        "500, InternalServerException, broke, SERVER",
        "418, , teapot, BAD_REQUEST"
    })
    void theHeaderSaysWhatHappened(int status, String type, String message, Kind kind) {
        WritableHeaders<?> headers = WritableHeaders.create();
        if (type != null) {
            headers.set(HeaderNames.create("X-Amzn-Errortype"), type);
        }

        ProviderError error =
                DIALECT.readError(status, headers, Json.object().put("message", message));

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.status()).isEqualTo(status);
    }

    @Test
    void theBodyMaySayItToo() {
        var body = Json.object().put("__type", "com.amazon.coral#ThrottlingException");

        assertThat(DIALECT.readError(400, body).kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(DIALECT.readError(502, MissingNode.getInstance()).kind()).isEqualTo(Kind.SERVER);
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 429, ThrottlingException",
        "CONTEXT_LENGTH, 400, ValidationException",
        "CREDENTIALS, 403, AccessDeniedException",
        "CREDENTIALS, 502, InternalServerException",
        "OVERLOADED, 503, ServiceUnavailableException",
        "TIMEOUT, 504, ModelTimeoutException",
        "NOT_FOUND, 404, ResourceNotFoundException"
    })
    void aClientGetsTheTypeThatItsSdkKnows(Kind kind, int status, String type) {
        var error = new ProviderError(kind, status, "x", null, "said", null);
        WritableHeaders<?> headers = WritableHeaders.create();

        DIALECT.writeErrorHeaders(error, headers);

        assertThat(headers.get(HeaderNames.create("x-amzn-errortype")).get()).isEqualTo(type);
        assertThat(DIALECT.writeError(error, "r1"))
                .isEqualTo(Json.object().put("message", "said").put("__type", type));
    }
}
